import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { rest, type VoiceSessionObject } from '@switchboard/api';
import { until } from '@switchboard/bus/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voiceSessions } from './sessions/service.ts';
import { ReportingPod } from './testing/pod.ts';
import { type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
const keys: Record<string, string> = {};

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme', { corsOrigins: ['https://app.example.com'] });
  await stand.tenant('zeta', { requestsPerMinute: 5 });
  await stand.agent('acme', 'ada', { share: { enabled: true, requireKey: false, perAddress: 2, concurrent: 3 } });
  await stand.agent('acme', 'closed', { share: { enabled: true } });
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
  for (const role of ['client', 'viewer', 'admin'] as const) keys[role] = await stand.key('acme', role);
  keys['foreign'] = await stand.key('zeta', 'admin');
  await stand.tenant('yota');
  keys['stranger'] = await stand.key('yota', 'admin');
  gateway = await stand.gateway({ share: { tenant: 'acme' } });
});

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

interface Call {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** What the tests read of answers, whichever they are. */
interface Answer {
  readonly type?: string;
  readonly session: { readonly id: string; readonly room: string; readonly phase: string };
  readonly sessions: readonly { readonly id: string }[];
  readonly connection: { readonly participant_token: string };
  readonly keys: readonly object[];
  readonly deliveries: readonly { readonly sequence: number; readonly event?: string; readonly sentAgain: boolean }[];
  readonly hooks: readonly { readonly state: string; readonly failures: number }[];
  readonly token: string;
  readonly id: string;
  readonly key: string;
}

async function call(method: string, path: string, { as = 'client', body, headers = {}, signal }: Call = {}) {
  const key = keys[as] ?? as;
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      ...(key !== 'nobody' && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Answer) : ({} as Answer);
  return { code: response.status, body: parsed, text, headers: response.headers };
}

const problem = (type: rest.ProblemType) => ({
  code: rest.problemTypes[type].status,
  body: expect.objectContaining({ type: rest.problemTypeUrl(type), status: rest.problemTypes[type].status }),
});

const start = (agent: string, options: Call & { waitSeconds?: number } = {}) =>
  call('POST', '/v1/sessions', { ...options, body: { agent, waitSeconds: options.waitSeconds ?? 10 } });

const sessionNames = async (namespace = 'acme') =>
  (await stand.client.of(voiceSessions).list({ namespace })).items.map(({ metadata }) => metadata.name);

describe('create', () => {
  test('answers 201 with a way to connect once the agent is in the room', async () => {
    const { code, body } = await start('ada');
    expect(code).toBe(201);
    expect(body).toMatchObject({ session: { phase: 'Ready', agent: 'ada', tenant: 'acme' } });
    const claims = JSON.parse(
      Buffer.from(body.connection.participant_token.split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toMatchObject({ sub: 'caller', video: { room: body.session.room, roomJoin: true } });
  });

  test('is answered as soon as the committed pod says on the bus that it has joined', async () => {
    const answer = start('early', { waitSeconds: 30 });
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

  test('is one write to the API server', async () => {
    const writes = async () => {
      const counts = /^rest_client_request_duration_seconds_count\{verb="(?:POST|PUT|PATCH|DELETE)"\} (\d+)/gm;
      const found = [...(await gateway.registry.metrics()).matchAll(counts)];
      return found.reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const before = await writes();
    expect((await start('ada')).code).toBe(201);
    expect((await writes()) - before).toBe(1);
  });

  test('answers 202 with Location while it waits', async () => {
    const { code, headers, body } = await start('nobody', { waitSeconds: 0 });
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
    const answer = await start(agent);
    expect(answer).toMatchObject(problem(type));
    if (answer.code !== 404) expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  test('100 identical ones at once make one session and 100 equal answers', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const before = (await sessionNames()).length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => start('ada', { headers })));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await sessionNames()).length).toBe(before + 1);
  });

  test('the same key with another body is refused', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    await start('ada', { headers });
    expect(await start('bob', { headers })).toMatchObject(problem('idempotency-mismatch'));
  });

  test('a client that gives up leaves nothing behind, unless it sent a key', async () => {
    const giveUp = async (headers: Record<string, string>) => {
      const before = new Set(await sessionNames());
      const gone = new AbortController();
      const answer = start('nobody', { headers, signal: gone.signal, waitSeconds: 60 }).catch(() => 'gone');
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
});

describe('who may', () => {
  test.each([
    ['without a key', 'nobody', '/v1/sessions', 'unauthenticated'],
    ['with a wrong key', `sb_${'a'.repeat(12)}_${'b'.repeat(40)}`, '/v1/sessions', 'unauthenticated'],
    ['on an unknown path', 'nobody', '/v1/nothing', 'not-found'],
    ['as a client in the fleet', 'client', '/v1/status', 'forbidden'],
    ['as a viewer of keys', 'viewer', '/v1/keys', 'forbidden'],
  ] as const)('%s', async (_what, as, path, type) => {
    expect(await call('GET', path, { as })).toMatchObject(problem(type));
  });

  test('a viewer starts nothing', async () => {
    expect(await start('ada', { as: 'viewer' })).toMatchObject(problem('forbidden'));
  });

  test('a path does not take another method', async () => {
    const answer = await call('PUT', '/v1/sessions');
    expect(answer).toMatchObject(problem('method-not-allowed'));
    expect(answer.headers.get('Allow')).toContain('POST');
  });

  test('a client token sees what it started, and only talks to its agent', async () => {
    const others = (await start('ada')).body.session.id;
    const minted = await call('POST', '/v1/client-tokens', { body: { agent: 'ada', seconds: 60 } });
    expect(minted.code).toBe(201);
    const as = minted.body.token;
    const own = (await start('ada', { as })).body.session.id;
    expect((await call('GET', '/v1/sessions', { as })).body.sessions.map(({ id }) => id)).toEqual([own]);
    expect(await call('GET', `/v1/sessions/${others}`, { as })).toMatchObject(problem('not-found'));
    expect(await start('bob', { as })).toMatchObject(problem('forbidden'));
    expect(await call('GET', '/v1/agents', { as })).toMatchObject(problem('forbidden'));
    expect(await call('POST', '/v1/client-tokens', { as, body: {} })).toMatchObject(problem('forbidden'));
  });

  test('keys are made, listed and revoked by admins of their tenant', async () => {
    const made = await call('POST', '/v1/keys', { as: 'admin', body: { role: 'viewer', note: 'wallboard' } });
    expect(made.code).toBe(201);
    const { id, key } = made.body;
    const listed = await call('GET', '/v1/keys', { as: 'admin' });
    expect(listed.body.keys).toContainEqual(expect.objectContaining({ id, role: 'viewer', note: 'wallboard' }));
    expect(listed.text).not.toContain(key.split('_')[2]);
    expect((await call('GET', '/v1/status', { as: key })).code).toBe(200);
    expect(await call('DELETE', `/v1/keys/${id}`, { as: 'stranger' })).toMatchObject(problem('not-found'));
    expect((await call('DELETE', `/v1/keys/${id}`, { as: 'admin' })).code).toBe(204);
  });

  test('a key’s rate is what its tenant allows', async () => {
    const codes: number[] = [];
    for (let n = 0; n < 7; n++) codes.push((await call('GET', '/v1/sessions', { as: 'foreign' })).code);
    expect(codes).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  test.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://evil.example.com', null],
  ])('a page of %s reads the answer if the tenant lists it', async (origin, allowed) => {
    const preflight = await call('OPTIONS', '/v1/sessions', {
      as: 'nobody',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect([preflight.code, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([204, allowed]);
    const answer = await call('GET', '/v1/sessions', { headers: { Origin: origin } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(allowed);
    const foreign = await call('GET', '/v1/sessions', { as: 'stranger', headers: { Origin: origin } });
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('links', () => {
  test('a visitor without a key gets a session, as many as the link allows, and a token for that one only', async () => {
    expect((await call('GET', '/v1/share/ada', { as: 'nobody' })).body).toMatchObject({
      requireKey: false,
      tenant: 'acme',
    });
    const visit = () => call('POST', '/v1/share/ada/sessions', { as: 'nobody', body: {} });
    const visits = await Promise.all([visit(), visit(), visit()]);
    expect(visits.map(({ code }) => code).sort()).toEqual([201, 201, 429]);
    const [first, second] = visits.filter(({ code }) => code === 201).map(({ body }) => body);
    expect(first?.session.room).not.toBe(second?.session.room);
    const as = first?.token;
    expect((await call('GET', `/v1/sessions/${first?.session.id}`, { as })).code).toBe(200);
    expect(await call('GET', `/v1/sessions/${second?.session.id}`, { as })).toMatchObject(problem('not-found'));
    expect(await start('ada', { as })).toMatchObject(problem('forbidden'));
    expect((await call('POST', `/v1/sessions/${first?.session.id}/stop`, { as, body: {} })).code).toBe(202);
    await until('a place to be free', async () => (await visit()).code === 201);
  });

  test('an agent that asks for a key gets one', async () => {
    const visit = (as: string) => call('POST', '/v1/share/closed/sessions', { as, body: {} });
    expect(await visit('nobody')).toMatchObject(problem('unauthenticated'));
    expect(await visit('stranger')).toMatchObject(problem('forbidden'));
    expect((await visit('client')).code).toBe(201);
  });

  test('an agent that is not shared is not there', async () => {
    expect(await call('GET', '/v1/share/bob', { as: 'nobody' })).toMatchObject(problem('not-found'));
  });
});

describe('what nobody should send', () => {
  test.each([
    ['no JSON', '{"agent":', {}, 'invalid-request'],
    ['an array', '[]', {}, 'invalid-request'],
    ['an unknown field', '{"agent":"ada","color":"red"}', {}, 'invalid-request'],
    ['a prototype', '{"agent":"ada","__proto__":{"x":1}}', {}, 'invalid-request'],
    ['too deep', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, {}, 'invalid-request'],
    ['too large', JSON.stringify({ agent: 'a'.repeat(70_000) }), {}, 'too-large'],
    ['text', 'agent=ada', { 'Content-Type': 'text/plain' }, 'unsupported-media-type'],
    ['compressed', 'x', { 'Content-Encoding': 'gzip' }, 'unsupported-media-type'],
    ['a bad Idempotency-Key', '{"agent":"ada"}', { 'Idempotency-Key': 'a b' }, 'invalid-request'],
  ] as const)('%s', async (_what, body, headers, type) => {
    expect(await call('POST', '/v1/sessions', { body, headers })).toMatchObject(problem(type));
  });

  test('headers beyond the bound', async () => {
    const answer = await call('GET', '/v1/sessions', { headers: { 'X-Long': 'x'.repeat(20_000) } });
    expect(answer).toMatchObject(problem('headers-too-large'));
  });

  test.each([
    ['headers', 'GET /v1/sessions HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n'],
    [
      'body',
      'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n',
      ' ',
    ],
  ])('a request whose %s drip is cut off, and others are served meanwhile', async (_what, beginning, drop) => {
    const slow = await stand.gateway({ limits: { headerMilliseconds: 1000, requestMilliseconds: 5000 } });
    const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
    const answer: Buffer[] = [];
    socket.on('data', (chunk) => answer.push(chunk));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(beginning.replace('\r\nHost', `\r\nAuthorization: Bearer ${keys['client']}\r\nHost`));
    const drip = setInterval(() => socket.writable && socket.write(drop), 100);
    expect((await fetch(`${slow.url}/healthz`)).status).toBe(200);
    await closed;
    clearInterval(drip);
    expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1\.1 (400|408)/);
  });
});

test('a gateway that takes no new conversations still knows the ones that are there', async () => {
  const closed = await stand.gateway({ sessions: { accept: false } });
  const ask = (url: string, id: string) =>
    fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${keys['client']}`, 'Content-Type': 'application/json', 'Idempotency-Key': id },
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
