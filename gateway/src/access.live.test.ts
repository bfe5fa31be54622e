import { connect } from 'node:net';
import { until } from '@switchboard/bus/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Asker, problem } from './testing/asker.ts';
import { Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let at: Asker;

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme', { corsOrigins: ['https://app.example.com'] });
  await stand.tenant('yota');
  await stand.tenant('zeta', { requestsPerMinute: 2 });
  await stand.agent('acme', 'ada', { share: { enabled: true, requireKey: false, perAddress: 2, concurrent: 3 } });
  await stand.agent('acme', 'closed', { share: { enabled: true } });
  operator = new StandIn(stand.client);
  const { url } = await stand.gateway({ share: { tenant: 'acme' } });
  at = new Asker(url, {
    client: await stand.key('acme', 'client'),
    viewer: await stand.key('acme', 'viewer'),
    admin: await stand.key('acme', 'admin'),
    stranger: await stand.key('yota', 'admin'),
    hasty: await stand.key('zeta', 'admin'),
  });
});

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

describe('who may', () => {
  test.each([
    ['without a key', 'nobody', '/v1/sessions', 'unauthenticated'],
    ['with a wrong key', `sb_${'a'.repeat(12)}_${'b'.repeat(40)}`, '/v1/sessions', 'unauthenticated'],
    ['on an unknown path', 'nobody', '/v1/nothing', 'not-found'],
    ['as a client in the fleet', 'client', '/v1/status', 'forbidden'],
    ['as a viewer of keys', 'viewer', '/v1/keys', 'forbidden'],
  ] as const)('%s', async (_what, as, path, type) => {
    expect(await at.call('GET', path, { as })).toMatchObject(problem(type));
  });

  test('a viewer starts nothing', async () => {
    expect(await at.start('ada', { as: 'viewer' })).toMatchObject(problem('forbidden'));
  });

  test('a path does not take another method', async () => {
    const answer = await at.call('PUT', '/v1/sessions');
    expect(answer).toMatchObject(problem('method-not-allowed'));
    expect(answer.headers.get('Allow')).toContain('POST');
  });

  test('a client token sees what it started, and only talks to its agent', async () => {
    const others = (await at.start('ada')).body.session.id;
    const minted = await at.call('POST', '/v1/client-tokens', { body: { agent: 'ada', seconds: 60 } });
    expect(minted.code).toBe(201);
    const as = minted.body.token;
    const own = (await at.start('ada', { as })).body.session.id;
    expect((await at.call('GET', '/v1/sessions', { as })).body.sessions.map(({ id }) => id)).toEqual([own]);
    expect(await at.call('GET', `/v1/sessions/${others}`, { as })).toMatchObject(problem('not-found'));
    expect(await at.start('bob', { as })).toMatchObject(problem('forbidden'));
    expect(await at.call('GET', '/v1/agents', { as })).toMatchObject(problem('forbidden'));
    expect(await at.call('POST', '/v1/client-tokens', { as, body: {} })).toMatchObject(problem('forbidden'));
  });

  test('keys are made, listed and revoked by admins of their tenant', async () => {
    const made = await at.call('POST', '/v1/keys', { as: 'admin', body: { role: 'viewer', note: 'wallboard' } });
    expect(made.code).toBe(201);
    const { id, key } = made.body;
    const listed = await at.call('GET', '/v1/keys', { as: 'admin' });
    expect(listed.body.keys).toContainEqual(expect.objectContaining({ id, role: 'viewer', note: 'wallboard' }));
    expect(listed.text).not.toContain(key.split('_')[2]);
    expect((await at.call('GET', '/v1/status', { as: key })).code).toBe(200);
    expect(await at.call('DELETE', `/v1/keys/${id}`, { as: 'stranger' })).toMatchObject(problem('not-found'));
    expect((await at.call('DELETE', `/v1/keys/${id}`, { as: 'admin' })).code).toBe(204);
  });

  test('a key’s rate is what its tenant allows', async () => {
    const codes: number[] = [];
    for (let n = 0; n < 4; n++) codes.push((await at.call('GET', '/v1/sessions', { as: 'hasty' })).code);
    expect(codes).toEqual([200, 200, 429, 429]);
  });

  test.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://evil.example.com', null],
  ])('a page of %s reads the answer if the tenant lists it', async (origin, allowed) => {
    const preflight = await at.call('OPTIONS', '/v1/sessions', {
      as: 'nobody',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect([preflight.code, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([204, allowed]);
    const answer = await at.call('GET', '/v1/sessions', { headers: { Origin: origin } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(allowed);
    const foreign = await at.call('GET', '/v1/sessions', { as: 'stranger', headers: { Origin: origin } });
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('links', () => {
  test('a visitor without a key gets a session, as many as the link allows, and a token for that one only', async () => {
    expect((await at.call('GET', '/v1/share/ada', { as: 'nobody' })).body).toMatchObject({
      requireKey: false,
      tenant: 'acme',
    });
    const visit = () => at.call('POST', '/v1/share/ada/sessions', { as: 'nobody', body: {} });
    const visits = await Promise.all([visit(), visit(), visit()]);
    expect(visits.map(({ code }) => code).sort()).toEqual([201, 201, 429]);
    const [first, second] = visits.filter(({ code }) => code === 201).map(({ body }) => body);
    expect(first?.session.room).not.toBe(second?.session.room);
    const as = first?.token;
    expect((await at.call('GET', `/v1/sessions/${first?.session.id}`, { as })).code).toBe(200);
    expect(await at.call('GET', `/v1/sessions/${second?.session.id}`, { as })).toMatchObject(problem('not-found'));
    expect(await at.start('ada', { as })).toMatchObject(problem('forbidden'));
    expect((await at.call('POST', `/v1/sessions/${first?.session.id}/stop`, { as, body: {} })).code).toBe(202);
    await until('a place to be free', async () => (await visit()).code === 201);
  });

  test('an agent that asks for a key gets one', async () => {
    const visit = (as: string) => at.call('POST', '/v1/share/closed/sessions', { as, body: {} });
    expect(await visit('nobody')).toMatchObject(problem('unauthenticated'));
    expect(await visit('stranger')).toMatchObject(problem('forbidden'));
    expect((await visit('client')).code).toBe(201);
  });

  test('an agent that is not shared is not there', async () => {
    expect(await at.call('GET', '/v1/share/bob', { as: 'nobody' })).toMatchObject(problem('not-found'));
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
    expect(await at.call('POST', '/v1/sessions', { body, headers })).toMatchObject(problem(type));
  });

  test('headers beyond the bound', async () => {
    const answer = await at.call('GET', '/v1/sessions', { headers: { 'X-Long': 'x'.repeat(20_000) } });
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
    socket.write(beginning.replace('\r\nHost', `\r\nAuthorization: Bearer ${at.keys['client']}\r\nHost`));
    const drip = setInterval(() => socket.writable && socket.write(drop), 100);
    expect((await fetch(`${slow.url}/healthz`)).status).toBe(200);
    await closed;
    clearInterval(drip);
    expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1\.1 (400|408)/);
  });
});
