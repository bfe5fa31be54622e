import { TokenVerifier } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { callerToken } from './token.ts';

const signer = { key: 'testkey', secret: 'not-a-secret-only-for-this-test-0123456789', seconds: 120 };
const caller = {
  room: 'ada_session_1_abcdefghij',
  identity: 'ann',
  participant: { name: 'Ann', attributes: { plan: 'gold' } },
  createdMs: Date.now() - 100_000,
};

test('LiveKit’s own verifier accepts it, for one room and one identity, and without administration', async () => {
  const claims = await new TokenVerifier(signer.key, signer.secret).verify(
    await callerToken(caller, signer, Date.now()),
  );
  expect(claims).toMatchObject({
    sub: 'ann',
    name: 'Ann',
    attributes: { plan: 'gold' },
    video: { roomJoin: true, room: caller.room, canPublishSources: ['microphone'] },
  });
  expect(claims.video).not.toHaveProperty('roomAdmin');
  expect((claims.exp ?? 0) - Date.now() / 1000).toBeGreaterThan(89);
  expect((claims.exp ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(120);
});

test.each([0, 7_400, 29_999])(
  'answers of the same moment are equal, whenever in a minute it is (%i ms)',
  async (skew) => {
    const createdMs = 1_800_000_000_000 + skew;
    const soon = await callerToken({ ...caller, createdMs }, signer, createdMs + 100);
    expect(await callerToken({ ...caller, createdMs }, signer, createdMs + 28_000)).toBe(soon);
    expect(await callerToken({ ...caller, createdMs }, signer, createdMs + 32_000)).not.toBe(soon);
  },
);
