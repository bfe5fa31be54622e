import { rest } from '@switchboard/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  create,
  createAgent,
  eventually,
  gatewayUrl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { Contract } from './every-answer.ts';

const namespace = ownNamespace('contract', 'switchboard-system');
let key: TestKey;
let api: Contract;

interface Started {
  readonly session: { readonly id: string };
  readonly connection: object;
}

interface Session {
  readonly phase: string;
  readonly endReason?: string;
}

beforeAll(async () => {
  await create({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec: { requestsPerMinute: 100_000 },
  });
  key = await makeKey(namespace, 'admin');
  api = new Contract(gatewayUrl, key.key);
  const share = { enabled: true, requireKey: false, perAddress: 5, concurrent: 5 };
  await createAgent(namespace, 'ada', { warm: 2, spec: { share } });
  await warmPods(namespace, 'ada', 2);
});

afterAll(() => key.revoke());

const ended = (id: string) =>
  eventually('the end', async () => {
    const session = await api.ask<Session>('getSession', { parameters: { id } });
    return session.phase === 'Ended' && session;
  });

test('who asks, how people sign in, and how the gateway is', async () => {
  expect(await api.ask('whoAmI')).toMatchObject({ tenant: namespace, role: 'admin' });
  await api.ask('howToSignIn');
  expect(await api.ask('health')).toMatchObject({ status: 'ok' });
  await api.ask('healthz');
  await api.ask('readyz');
});

test('a conversation, from its beginning to its record', async () => {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const body = { agent: 'ada', waitSeconds: 30 };
  const { session } = await api.ask<Started>('createSession', { headers, body });
  const parameters = { id: session.id };
  const of = { parameters };
  expect((await api.ask<Started>('createSession', { headers, body })).session.id).toBe(session.id);
  await api.ask('createSession', { headers, body: { ...body, agent: 'bob' }, status: 422 });

  // Who waits is answered when the pod says that it is in the room; the phase follows.
  await eventually('the session in the list', async () => {
    const query = '?agent=ada&phase=Ready';
    const { sessions } = await api.ask<{ sessions: { id: string }[] }>('listSessions', { query });
    return sessions.length === 1 && sessions[0]?.id === session.id;
  });
  expect(await api.ask('followSession', of)).toMatch(/^event: (session|status)$/m);
  await api.ask('createToken', of);
  expect(await api.ask('changeLimits', { ...of, body: { idleSeconds: 60 } })).toMatchObject({ id: session.id });
  await api.ask('say', { ...of, body: { text: 'One moment please.' } });
  await api.ask('inject', { ...of, body: { text: 'The caller is in a hurry.' } });
  await api.ask('interrupt', of);
  await api.ask('getVitals', of);
  await api.ask('getTimeline', of);

  expect(await api.ask('stopSession', { ...of, body: { mode: 'Now' } })).toMatchObject({ id: session.id });
  expect((await ended(session.id)).endReason).toBe('Stopped');
  await api.ask('giveFeedback', { ...of, body: { rating: 5, text: 'Very kind.', tags: ['test'] } });
  await api.ask('say', { ...of, body: { text: 'Are you there?' }, status: 410 });
  expect(await api.ask('getTranscript', { ...of, query: '?format=json' })).toMatchObject({ complete: true });
  await api.ask('getTranscript', { ...of, headers: { Accept: 'text/plain' } });
  expect(await api.ask('getTranscript', { ...of, headers: { Accept: 'text/vtt' } })).toMatch(/^WEBVTT\n/);
});

test('what stock clients and visitors ask for', async () => {
  expect(await api.ask('tokenEndpoint', { body: { room_name: 'ada' } })).toHaveProperty('participant_token');
  expect(await api.ask('connectionDetails', { query: '?agent=ada' })).toHaveProperty('participantToken');
  const query = `?tenant=${namespace}`;
  expect(await api.ask('getShare', { parameters: { agent: 'ada' }, query })).toMatchObject({ requireKey: false });
  const visit = { parameters: { agent: 'ada' }, body: { tenant: namespace, waitSeconds: 30 } };
  const { session } = await api.ask<Started>('startShared', visit);
  await api.ask('deleteSession', { parameters: { id: session.id } });
  await ended(session.id);
});

test('the fleet, seen and changed', async () => {
  for (const operation of ['getStatus', 'followFleet', 'getWorkers', 'getModels', 'getCapacity', 'getDashboard'])
    await api.ask(operation);
  expect(await api.ask('listAgents')).toMatchObject({ agents: [{ name: 'ada' }] });
  const ada = { parameters: { name: 'ada' } };
  const { generation } = await api.ask<{ generation: number }>('getAgent', ada);
  const change = { ...ada, body: { greeting: 'Good evening.' }, headers: { 'If-Match': String(generation) } };
  expect(await api.ask('changeAgent', change)).toMatchObject({ generation: generation + 1 });
  await api.ask('changeAgent', { ...change, status: 409 });
  await api.ask('changeAgent', { ...ada, body: { voice: 7 }, status: 422 });
  expect(await api.ask('listPools')).toMatchObject({ pools: [{ name: 'ada' }] });
  await api.ask('getPool', ada);
  expect(await api.ask('scalePool', { ...ada, body: { min: 0, buffer: 0 } })).toMatchObject({ spec: { min: 0 } });
});

test('the queue, looked at and cleared', async () => {
  await createAgent(namespace, 'shut', { warm: 0, spec: { maxSessions: 1 } });
  const waiting = { body: { agent: 'shut', waitSeconds: 0 }, status: 202 };
  await api.ask<Started>('createSession', waiting);
  const { session } = await api.ask<Started>('createSession', waiting);
  await eventually('one that waits for its turn', async () => {
    const { sessions } = await api.ask<{ sessions: { id: string }[] }>('getQueue');
    return sessions.some(({ id }) => id === session.id);
  });
  expect(await api.ask('clearQueue')).toMatchObject({ cleared: expect.any(Number) });
  expect((await ended(session.id)).endReason).toBe('QueueCleared');
});

test('keys, client tokens and hooks', async () => {
  await api.ask('createClientToken', { body: { agent: 'ada', seconds: 60 } });
  const { id } = await api.ask<{ id: string }>('createKey', { body: { role: 'viewer', note: 'a wallboard' } });
  expect(await api.ask('listKeys')).toMatchObject({ keys: expect.arrayContaining([expect.objectContaining({ id })]) });
  await api.ask('revokeKey', { parameters: { id } });
  expect(await api.ask('listHooks')).toEqual({ hooks: [] });
  expect(await api.ask('listDeadHooks')).toEqual({ deliveries: [] });
  await api.ask('resendHook', { parameters: { sequence: '1' }, status: 404 });
});

test('no operation was left out', () => {
  // LiveKit itself signs what it sends there.
  const known = rest.routes.map(({ operationId }) => operationId).filter((one) => one !== 'livekitWebhook');
  expect([...api.asked].toSorted()).toEqual(known.toSorted());
});
