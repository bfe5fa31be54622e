import { Switchboard, SwitchboardError } from '@switchboard/client';
import { events } from '@switchboard/kube';
import { until } from '@switchboard/kube/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voiceSessions } from './sessions/service.ts';
import { type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
const clients: Record<string, Switchboard> = {};
const oidc = {
  issuer: 'https://id.example.com/realms/voice',
  audience: 'console',
  jwksUrl: 'https://id.example.com/keys',
  console: { clientId: 'console', origins: ['https://tokens.example.com/oauth2'] },
};

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme');
  await stand.tenant('zeta');
  operator = new StandIn(stand.client, { waiting: new Set(['nobody']), ending: new Map([['none', 'PendingTimeout']]) });
  gateway = await stand.gateway({ oidc });
  for (const role of ['client', 'viewer', 'admin'] as const)
    clients[role] = new Switchboard({ url: gateway.url, key: await stand.key('acme', role) });
  clients['stranger'] = new Switchboard({ url: gateway.url, key: await stand.key('zeta', 'admin') });
});

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

const as = (role: string): Switchboard => {
  const client = clients[role];
  if (!client) throw new Error(`no key of role ${role}`);
  return client;
};

describe('who asks', () => {
  test.each([
    ['viewer', ['sessions:read', 'agents:read', 'fleet:read', 'hooks:read']],
    ['client', ['sessions:create', 'sessions:read', 'sessions:change', 'tokens:mint', 'agents:read']],
  ])('a %s is told what it may do', async (role, may) => {
    expect(await as(role).me()).toMatchObject({ tenant: 'acme', role, may });
  });

  test('an admin may everything', async () => {
    expect((await as('admin').me()).may).toContain('keys:change');
  });
});

test('how people sign in is told to everybody, and the pages may go there', async () => {
  const response = await fetch(`${gateway.url}/v1/sign-in`);
  expect(await response.json()).toEqual({
    oidc: { issuer: oidc.issuer, clientId: 'console', scope: 'openid', token: 'id_token' },
  });
  expect(response.headers.get('content-security-policy')).toMatch(
    /connect-src [^;]*https:\/\/id\.example\.com https:\/\/tokens\.example\.com/,
  );
});

describe('the fleet as it changes', () => {
  test('is told to all who follow, and to nobody of another tenant', async () => {
    const stop = new AbortController();
    const seen = { first: [] as number[], second: [] as number[], stranger: [] as number[] };
    const follow = async (who: keyof typeof seen, client: Switchboard) => {
      for await (const { status } of client.fleet({ signal: stop.signal }))
        seen[who].push(status.sessions['Ready'] ?? -1);
    };
    const following = [
      follow('first', as('viewer')),
      follow('second', as('admin')),
      follow('stranger', as('stranger')),
    ];
    await until('everybody to have seen the fleet', async () => Object.values(seen).every(({ length }) => length > 0));
    await as('client').start({ agent: 'ada' });
    await until('both to see the session', async () => seen.first.at(-1) === 1 && seen.second.at(-1) === 1);
    expect(seen.stranger.at(-1)).toBe(0);
    stop.abort();
    await Promise.all(following);
  });

  test('says whose doing the ends were', async () => {
    await expect(as('client').start({ agent: 'none' })).rejects.toBeInstanceOf(SwitchboardError);
    const { items } = await stand.client.of(voiceSessions).list({ namespace: 'acme' });
    const ended = items.find(({ spec }) => spec.agent === 'none')?.metadata;
    const ref = { namespace: 'acme', name: ended?.name ?? '' };
    await stand.client.of(voiceSessions).patchStatus(ref, { endedAt: new Date().toISOString() });
    const stop = new AbortController();
    for await (const { ends } of as('viewer').fleet({ signal: stop.signal })) {
      if (!ends.some(({ reason }) => reason === 'PendingTimeout')) continue;
      expect(ends.find(({ reason }) => reason === 'PendingTimeout')).toMatchObject({ count: 1, blame: 'platform' });
      stop.abort();
    }
  });

  test('is not for clients', async () => {
    await expect(as('client').fleet().next()).rejects.toMatchObject({ status: 403 });
  });
});

test('the memory of a conversation over time', async () => {
  const { session } = await as('client').start({ agent: 'ada' });
  const { status } = await stand.client.of(voiceSessions).get({ namespace: 'acme', name: session.id });
  const uid = status?.pod?.uid ?? '';
  const pod = stand.nats.pod(uid);
  await pod.ready(5000);
  expect(await as('viewer').vitals(session.id)).toEqual({ memoryLimitBytes: 0, samples: [] });
  const beat = (nowBytes: number, underruns: number) =>
    pod.publish(
      `sb.pod.${uid}.heartbeat`,
      new TextEncoder().encode(
        JSON.stringify({
          at: new Date().toISOString(),
          state: 'Talking',
          memory: { nowBytes, peakBytes: nowBytes, limitBytes: 300 },
          cpuMillicores: 7,
          loopLagMilliseconds: 0,
          underruns,
          endpoints: [],
        }),
      ),
    );
  await beat(100, 0);
  await beat(120, 2);
  await until('both to be heard', async () => (await as('viewer').vitals(session.id)).samples.length === 2);
  const { memoryLimitBytes, samples } = await as('viewer').vitals(session.id);
  expect(memoryLimitBytes).toBe(300);
  expect(samples.map(({ memoryBytes, underruns }) => [memoryBytes, underruns])).toEqual([
    [100, 0],
    [120, 2],
  ]);
  await expect(as('stranger').vitals(session.id)).rejects.toMatchObject({ status: 404 });
  await pod.close();
});

test('conditions of a session and Events about it, in order', async () => {
  const { session } = await as('client').start({ agent: 'ada' });
  const ref = { namespace: 'acme', name: session.id };
  const stored = await stand.client.of(voiceSessions).get(ref);
  const conditions = [
    {
      type: 'Bound',
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      reason: 'Claimed',
      message: 'A warm pod.',
    },
  ];
  await stand.client.of(voiceSessions).patchStatus(ref, { conditions });
  const event = (name: string, uid: string) => ({
    metadata: { name, namespace: 'acme' },
    eventTime: '2026-01-01T00:00:01.000000Z',
    reportingController: 'switchboard',
    reportingInstance: 'one',
    action: 'Bind',
    reason: 'BusUnavailable',
    type: 'Warning',
    note: 'The bus is away.',
    regarding: { apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoiceSession', ...ref, uid },
  });
  await stand.client.of(events).create(event('one', stored.metadata.uid) as never);
  await stand.client.of(events).create(event('another', 'a-uid-of-nobody') as never);
  await until('the condition', async () => (await as('viewer').timeline(session.id)).entries.length > 1);
  expect(await as('viewer').timeline(session.id)).toMatchObject({
    eventsKnown: true,
    entries: [
      { source: 'Condition', what: 'Bound', holds: 'True', why: 'Claimed', warning: false },
      { source: 'Event', what: 'BusUnavailable', message: 'The bus is away.', warning: true, times: 1 },
    ],
  });
});
