import { randomUUID } from 'node:crypto';
import type { VoiceSessionObject } from '@switchboard/api';
import { until } from '@switchboard/bus/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { voiceSessions } from './sessions/service.ts';
import { type Answer, Asker, problem } from './testing/asker.ts';
import { ReportingPod } from './testing/pod.ts';
import { type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
let at: Asker;

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme');
  operator = new StandIn(stand.client, {
    waiting: new Set(['nobody']),
    ending: new Map([
      ['full', 'QueueFull'],
      ['none', 'PendingTimeout'],
      ['quota', 'QuotaRefused'],
      ['ghost', 'AgentNotFound'],
    ]),
    committing: new Set(['early']),
  });
  gateway = await stand.gateway();
  at = new Asker(gateway.url, { client: await stand.key('acme') });
});

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

const sessionNames = async () =>
  (await stand.client.of(voiceSessions).list({ namespace: 'acme' })).items.map(({ metadata }) => metadata.name);

test('a create answers 201 with a way to connect once the agent is in the room', async () => {
  const { code, body } = await at.start('ada');
  expect(code).toBe(201);
  expect(body).toMatchObject({ session: { phase: 'Ready', agent: 'ada', tenant: 'acme' } });
  const claims = JSON.parse(Buffer.from(body.connection.participant_token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ sub: 'caller', video: { room: body.session.room, roomJoin: true } });
});

test('a create is answered as soon as the committed pod says on the bus that it has joined', async () => {
  const answer = at.start('early', { waitSeconds: 30 });
  await until('the commit', () => earlySession()?.status?.pod !== undefined);
  const session = earlySession();
  const pod = await ReportingPod.of(session as VoiceSessionObject, stand.nats);
  await pod.status('AgentJoined');
  const { code, body } = await answer;
  expect(code).toBe(201);
  expect(body.session).toMatchObject({ phase: 'Ready', room: session?.status?.room });
  await pod.close();
});

const earlySession = () => [...operator.reflector.store.list()].find(({ spec }) => spec.agent === 'early');

test('a create is one write to the API server', async () => {
  const writes = async () => {
    const counts = /^rest_client_request_duration_seconds_count\{verb="(?:POST|PUT|PATCH|DELETE)"\} (\d+)/gm;
    const found = [...(await gateway.registry.metrics()).matchAll(counts)];
    return found.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const before = await writes();
  expect((await at.start('ada')).code).toBe(201);
  expect((await writes()) - before).toBe(1);
});

test('a create answers 202 with Location while it waits', async () => {
  const { code, headers, body } = await at.start('nobody', { waitSeconds: 0 });
  expect(code).toBe(202);
  expect(headers.get('Location')).toBe(`/v1/sessions/${body.session.id}`);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
});

test.each([
  ['full', 'queue-full'],
  ['none', 'no-capacity'],
  ['quota', 'quota-exceeded'],
  ['ghost', 'not-found'],
] as const)('a session of %s ends with problem %s', async (agent, type) => {
  const answer = await at.start(agent);
  expect(answer).toMatchObject(problem(type));
  if (answer.code !== 404) expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
});

test('100 identical creates at once make one session and 100 equal answers', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const before = (await sessionNames()).length;
  const answers = await Promise.all(Array.from({ length: 100 }, () => at.start('ada', { headers })));
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect((await sessionNames()).length).toBe(before + 1);
});

test('the same key with another body is refused', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  await at.start('ada', { headers });
  expect(await at.start('bob', { headers })).toMatchObject(problem('idempotency-mismatch'));
});

test('a client that gives up leaves nothing behind, unless it sent a key', async () => {
  const giveUp = async (headers: Record<string, string>) => {
    const before = new Set(await sessionNames());
    const gone = new AbortController();
    const answer = at.start('nobody', { headers, signal: gone.signal, waitSeconds: 60 }).catch(() => 'gone');
    let name: string | undefined;
    await until('the session', async () => {
      name = (await sessionNames()).find((one) => !before.has(one));
      return name !== undefined;
    });
    gone.abort();
    await answer;
    return name ?? '';
  };
  const abandoned = await giveUp({});
  await until('the session to be stopped', async () => {
    const { spec, metadata } = await stand.client.of(voiceSessions).get({ namespace: 'acme', name: abandoned });
    return spec.stop && metadata.annotations?.['switchboard.dev/discard'] === 'true';
  });
  const kept = await giveUp({ 'Idempotency-Key': randomUUID() });
  expect((await stand.client.of(voiceSessions).get({ namespace: 'acme', name: kept })).spec.stop).toBe(false);
});

test('a gateway that takes no new conversations still knows the ones that are there', async () => {
  const closed = await stand.gateway({ sessions: { accept: false } });
  const ask = (url: string, id: string) =>
    fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${at.keys['client']}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': id,
      },
      body: JSON.stringify({ agent: 'ada' }),
    });
  const known = randomUUID();
  const first = (await (await ask(gateway.url, known)).json()) as Answer;
  const again = await ask(closed.url, known);
  expect(again.ok).toBe(true);
  expect(((await again.json()) as Answer).session.id).toBe(first.session.id);
  const refused = await ask(closed.url, randomUUID());
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '60']);
  expect(((await refused.json()) as Answer).type).toMatch(/unavailable$/);
});
