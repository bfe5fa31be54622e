import { createHash, randomUUID } from 'node:crypto';
import { rest, type VoiceSessionObject } from '@switchboard/api';
import { STREAMS, storeRecord } from '@switchboard/bus';
import { until } from '@switchboard/bus/testing';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureHeaders } from './hooks/signature.ts';
import { BackEnd } from './testing/back-end.ts';
import { buryDelivery } from './testing/dead-letter.ts';
import { talkingPod } from './testing/pod.ts';
import { LIVEKIT, type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
let key: string;
let admin: string;
let signingKey: string;
const closing: (() => unknown)[] = [];

let good: BackEnd;
let bad: BackEnd;

beforeAll(async () => {
  stand = await Stand.open();
  [good, bad] = [await BackEnd.listen(), await BackEnd.listen()];
  closing.push(
    () => good.close(),
    () => bad.close(),
  );
  bad.answer = 500;
  const events = ['session.started', 'session.ended', 'session.transcript'];
  const hooks = [good, bad].map(({ url }) => ({ url, secretName: 'acme-hooks', events }));
  await stand.tenant('acme', { hooks, allowPrivateHooks: true });
  const closed = { url: good.url, secretName: 'zeta-hooks', events };
  const stolen = { url: `${good.url}?stolen`, secretName: 'acme-hooks', events };
  await stand.tenant('zeta', { hooks: [closed, stolen] });
  signingKey = await stand.signingKey('acme', 'acme-hooks');
  await stand.signingKey('zeta', 'zeta-hooks');
  operator = new StandIn(stand.client);
  [key, admin] = [await stand.key('acme'), await stand.key('acme', 'admin')];
  gateway = await stand.gateway();
  await until('the gateway to read what pods report', () => stand.hasReader(STREAMS.reports, 'gateway-hook-reports'));
  await until('the gateway to read the records', () => stand.hasReader(STREAMS.records, 'gateway-hook-records'));
});

afterAll(async () => {
  for (const close of closing) await close();
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

async function started(tenant = 'acme', as = key) {
  const talking = await talkingPod(stand, gateway.url, { tenant, key: as });
  closing.push(() => talking.pod.close());
  return talking;
}

describe('hooks out', () => {
  type Payload = { type: string; data: { session: { id: string } } };
  const receivedOf = ({ metadata }: VoiceSessionObject) =>
    good.received
      .map((request) => ({ ...request, payload: JSON.parse(request.body) as Payload }))
      .filter(({ payload }) => payload.data.session.id === metadata.name);

  const ended = (session: VoiceSessionObject) => {
    const { uid, name, namespace } = session.metadata;
    const record = { type: 'ended' as const, at: new Date().toISOString(), agent: 'ada', reason: 'Stopped' as const };
    return storeRecord(stand.bus, { ...record, session: { uid, name, namespace } }, 5000);
  };

  test('are signed, come once, and a dead endpoint delays nobody', async () => {
    const { session, pod } = await started();
    await pod.status('CallerJoined');
    await pod.transcript('hello');
    await pod.status('CallerJoined');
    await ended(session);
    await ended(session);
    await pod.transcript('goodbye');
    const mine = () => receivedOf(session);
    const types = () => mine().map(({ payload }) => payload.type);
    const told = ['session.ended', 'session.started', 'session.transcript', 'session.transcript'];
    // The operator tells of the end, and the pod of everything else: two streams, with no order between them.
    await until('all of it', () => types().length >= told.length);
    expect(types().toSorted()).toEqual(told);
    for (const { headers, body } of mine()) {
      const id = String(headers['webhook-id']);
      const seconds = Number(headers['webhook-timestamp']);
      expect(headers['webhook-signature']).toBe(
        signatureHeaders({ id, seconds, body }, signingKey)['webhook-signature'],
      );
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(60);
      expect(JSON.parse(body)).toMatchObject({ data: { session: { id: session.metadata.name, agent: 'ada' } } });
    }
    expect(new Set(mine().map(({ headers }) => headers['webhook-id'])).size).toBe(told.length);
    await until('the other to have been tried', () => bad.received.length > 0);
  });

  test('do not go to private addresses, nor are signed with another tenant’s key', async () => {
    const { session, pod } = await started('zeta', await stand.key('zeta'));
    await pod.status('CallerJoined');
    await ended(session);
    const viewer = await stand.key('zeta', 'viewer');
    const hooks = async () => {
      const response = await fetch(`${gateway.url}/v1/hooks`, { headers: { Authorization: `Bearer ${viewer}` } });
      return ((await response.json()) as { hooks: { failures: number }[] }).hooks;
    };
    await until('both endpoints to have failed', async () => {
      const all = await hooks();
      return all.length === 2 && all.every(({ failures }) => failures > 0);
    });
    expect(receivedOf(session)).toEqual([]);
  });
});

describe('hooks in', () => {
  interface Sent {
    readonly secret?: string;
    readonly signed?: string;
    readonly ageSeconds?: number;
    readonly id?: string;
    readonly event?: string;
    readonly room?: string;
  }

  async function send({ secret = LIVEKIT.secret, signed, ageSeconds = 0, ...sent }: Sent = {}) {
    const { id = randomUUID(), event = 'room_started', room = 'nobody_session_1_x' } = sent;
    const createdAt = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const body = JSON.stringify({ event, id, createdAt, room: { name: room } });
    const token = new AccessToken(LIVEKIT.key, secret);
    token.sha256 = createHash('sha256')
      .update(signed ?? body)
      .digest('base64');
    const response = await fetch(`${gateway.url}/v1/hooks/livekit`, {
      method: 'POST',
      headers: { Authorization: await token.toJwt(), 'Content-Type': 'application/webhook+json' },
      body,
    });
    return response.status;
  }

  const counted = async (outcome: string): Promise<number> => {
    const metrics = await gateway.registry.metrics();
    const lines = metrics
      .split('\n')
      .filter((one) => one.includes('livekit_events_total{') && one.includes(`"${outcome}"`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test.each([
    ['signed by LiveKit', {}, 200],
    ['signed with another secret', { secret: 'another-secret-that-livekit-does-not-have' }, 401],
    ['with an altered body', { signed: '{}' }, 401],
  ] as const)('%s', async (_what, sent, code) => expect(await send(sent)).toBe(code));

  test('that are old or come again count as such, whichever gateway hears them', async () => {
    const id = randomUUID();
    const [late, duplicate] = [await counted('late'), await counted('duplicate')];
    expect([await send({ id }), await send({ id }), await send({ ageSeconds: 3600 })]).toEqual([200, 200, 200]);
    expect([await counted('late'), await counted('duplicate')]).toEqual([late + 1, duplicate + 1]);
  });

  test('are joined to the session of their room, in whatever order they come; those of unclaimed rooms are dropped', async () => {
    const { session } = await started();
    const before = { session: await counted('session'), unclaimed: await counted('unclaimed') };
    const room = session.status?.room ?? '';
    const codes = [
      await send({ room, event: 'participant_left', ageSeconds: 1 }),
      await send({ room, event: 'participant_joined', ageSeconds: 3 }),
      await send({ event: 'participant_joined' }),
    ];
    expect(codes).toEqual([200, 200, 200]);
    expect(await counted('session')).toBe(before.session + 2);
    expect(await counted('unclaimed')).toBe(before.unclaimed + 1);
  });

  test('without a signature are refused in the API’s own words', async () => {
    const response = await fetch(`${gateway.url}/v1/hooks/livekit`, { method: 'POST', body: '{}' });
    expect(await response.json()).toMatchObject({ type: rest.problemTypeUrl('unauthenticated') });
  });
});

test('a delivery that was given up is listed to its tenant alone, and can be sent again', async () => {
  const id = 'a-dead-endpoint';
  const buried = await buryDelivery(stand, { tenant: 'acme', endpoint: id, session: { id: 's-1', uid: randomUUID() } });
  closing.push(() => buried.close());
  interface Dead {
    readonly deliveries: readonly { readonly sequence: number; readonly sentAgain: boolean; readonly event?: string }[];
  }
  const dead = async (as: string): Promise<Dead> =>
    (await (
      await fetch(`${gateway.url}/v1/hooks/dead`, { headers: { Authorization: `Bearer ${as}` } })
    ).json()) as Dead;
  await until('the dead letter', async () => (await dead(admin)).deliveries.length === 1);
  expect(await dead(await stand.key('zeta', 'admin'))).toEqual({ deliveries: [] });
  const [letter] = (await dead(admin)).deliveries;
  expect(letter).toMatchObject({ endpoint: id, event: 'session.ended', session: 's-1', attempts: 1, sentAgain: false });

  const resend = (as: string) =>
    fetch(`${gateway.url}/v1/hooks/dead/${letter?.sequence}/resend`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${as}` },
    });
  expect((await resend(await stand.key('zeta', 'admin'))).status).toBe(404);
  expect((await resend(admin)).status).toBe(202);
  await until('the second try', () => buried.tries() === 2);
  expect((await dead(admin)).deliveries[0]).toMatchObject({ sentAgain: true });
});
