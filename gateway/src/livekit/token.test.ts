import { TokenVerifier } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { callerToken } from './token.ts';

const signer = { key: 'testkey', secret: 'not-a-secret-only-for-this-test-0123456789', seconds: 120 };
const caller = {
  room: 'ada_session_1_abcdefghij',
  identity: 'ann',
  participant: { name: 'Ann', attributes: { plan: 'gold' } },
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

test('answers of the same moment are equal', async () => {
  const at = 1_800_000_000_000;
  expect(await callerToken(caller, signer, at)).toBe(await callerToken(caller, signer, at + 29_000));
});
