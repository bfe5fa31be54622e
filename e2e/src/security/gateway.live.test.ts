import { createHash, randomUUID } from 'node:crypto';
import { rest } from '@switchboard/api';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  create,
  createAgent,
  eventually,
  gatewayUrl,
  get,
  makeKey,
  ownNamespace,
  runningPod,
  type TestKey,
  warmPods,
} from '../support/index.ts';

const namespace = ownNamespace('gate', 'switchboard-system');
const elsewhere = ownNamespace('gate-other');
const slow = ownNamespace('gate-slow');
const keys: TestKey[] = [];
let own: string;
let foreign: string;

beforeAll(async () => {
  own = (await owned(namespace)).key;
  foreign = (await owned(elsewhere)).key;
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
});
async function owned(tenant: string): Promise<TestKey> {
  const key = await makeKey(tenant, 'admin');
  keys.push(key);
  return key;
}
afterAll(() => Promise.all(keys.map((key) => key.revoke())));

interface Call {
  readonly key?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function call(method: string, path: string, { key = own, body, headers = {} }: Call = {}) {
  const response = await fetch(gatewayUrl + path, {
    method,
    headers: { ...(key && { Authorization: `Bearer ${key}` }), 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const retryAfter = response.headers.get('Retry-After');
  return {
    code: response.status,
    retryAfter,
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as Answer) : undefined,
  };
}

interface Answer {
  readonly session: { readonly id: string; readonly room: string };
  readonly connection: { readonly participant_token: string };
}

interface Sessions {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}
const sessions = async (): Promise<string[]> =>
  (await get<Sessions>('voicesessions', '--namespace', namespace)).items.map(({ metadata }) => metadata.name);

test('a caller’s token opens one room, for two minutes at most, and administers nothing', async () => {
  const { body } = await call('POST', '/v1/sessions', { body: JSON.stringify({ agent: 'ada', waitSeconds: 60 }) });
  const [, claims = ''] = body?.connection.participant_token.split('.') ?? [];
  const { exp, video } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number; video: object };
  expect(exp - Date.now() / 1000).toBeLessThanOrEqual(120);
  expect(video).toMatchObject({ room: body?.session.room, roomJoin: true });
  expect(Object.keys(video).filter((grant) => /admin|create|list|record|ingress|hidden/i.test(grant))).toEqual([]);
  await call('POST', `/v1/sessions/${body?.session.id}/stop`, { body: '{}' });
});

test('a hundred identical creates at once make one VoiceSession, named by the key', async () => {
  const before = await sessions();
  const headers = { 'Idempotency-Key': randomUUID() };
  const create = { headers, body: JSON.stringify({ agent: 'ada', waitSeconds: 0 }) };
  const answers = await Promise.all(Array.from({ length: 100 }, () => call('POST', '/v1/sessions', create)));
  const made = (await sessions()).filter((name) => !before.includes(name));
  expect(made).toHaveLength(1);
  expect(new Set(answers.map(({ code }) => code).filter((code) => code > 202))).toEqual(new Set());
  expect(new Set(answers.map(({ body }) => body?.session.id))).toEqual(new Set(made));
  await call('POST', `/v1/sessions/${made[0]}/stop`, { body: '{}' });
});

test('a foreign key reads nothing, ends nothing and lists nothing of a session', async () => {
  const { body } = await call('POST', '/v1/sessions', { body: JSON.stringify({ agent: 'ada', waitSeconds: 0 }) });
  const id = body?.session.id ?? '';
  const about = rest.routes.filter(({ path, security }) => path.includes('{id}') && security.includes('key'));
  expect(about.length).toBeGreaterThan(8);
  for (const { method, path, operationId } of about) {
    const withBody = ['get', 'delete'].includes(method) ? {} : { body: '{}' };
    const { code, text } = await call(method.toUpperCase(), path.replace('{id}', id), { key: foreign, ...withBody });
    expect({ operationId, refused: [400, 404, 422].includes(code), leaks: /\bada\b/.test(text) }).toEqual({
      operationId,
      refused: true,
      leaks: false,
    });
  }
  expect((await call('GET', '/v1/sessions', { key: foreign })).text).not.toContain(id);
  const { spec } = await get<{ spec: { stop?: boolean } }>('voicesession', id, '--namespace', namespace);
  expect(spec.stop ?? false).toBe(false);
  await call('POST', `/v1/sessions/${id}/stop`, { body: '{}' });
});

describe('what nobody should send', () => {
  test.each<[string, number, Call]>([
    ['no JSON', 400, { body: '{"agent":' }],
    ['too much', 413, { body: JSON.stringify({ agent: 'a'.repeat(70_000) }) }],
    ['another media type', 415, { body: 'agent=ada', headers: { 'Content-Type': 'text/plain' } }],
    ['no key', 401, { key: '', body: '{"agent":"ada"}' }],
    ['a name that is a wildcard', 400, { body: '{"agent":"*"}' }],
  ])('%s is answered with %i', async (_what, code, sent) => {
    expect((await call('POST', '/v1/sessions', sent)).code).toBe(code);
  });

  test('more than its tenant’s rate is answered with 429 and when to come again', async () => {
    const metadata = { namespace: slow, name: 'default' };
    const spec = { requestsPerMinute: 5 };
    await create({ apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoiceTenant', metadata, spec });
    const { key } = await owned(slow);
    const refused = await eventually('a refusal', async () => {
      const answer = await call('GET', '/v1/sessions', { key });
      return answer.code === 429 && answer;
    });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  });

  test('three hundred mangled requests get no 5xx, and each the API’s own words', async () => {
    const random = seeded(815);
    const codes = new Map<number, number>();
    for (let batch = 0; batch < 30; batch++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => call(...mangled(random))));
      for (const { code } of answers) codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].filter((code) => code >= 500)).toEqual([]);
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(300);
  });
});

const pieces = [
  '{',
  '}',
  '"agent":',
  '"ada"',
  '\u0000',
  '\\ud800',
  '[[[',
  '1e999',
  '-',
  'null',
  '"__proto__":',
  '💥',
  ',',
  ' ',
];
const paths = [
  '/v1/sessions',
  '/v1/sessions/%00',
  '/v1/sessions/..%2f..',
  '/v1/agents/*',
  '/v1/keys/x',
  '/v1/%ff',
  '/v1//',
];

function mangled(random: () => number): [method: string, path: string, call: Call] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const body = Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(pieces)).join('');
  const method = pick(['POST', 'PATCH', 'PUT', 'DELETE', 'GET']);
  return [method, pick(paths), method === 'GET' ? {} : { body }];
}

/** The same numbers on every run (a linear congruence): what fails once can be had again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a webhook as LiveKit would send it', () => {
  interface Sent {
    readonly secret?: string;
    readonly signed?: string;
    readonly id?: string;
    readonly ageSeconds?: number;
  }

  async function send({ secret, signed, id = randomUUID(), ageSeconds = 0 }: Sent): Promise<number> {
    const stored = await get<{ data: Record<string, string> }>(
      'secret',
      'switchboard-livekit',
      '-n',
      'switchboard-system',
    );
    const entry = (name: string): string => Buffer.from(stored.data[name] ?? '', 'base64').toString();
    const createdAt = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const body = JSON.stringify({
      event: 'room_started',
      id,
      createdAt,
      room: { name: 'no_session_1_x' },
    });
    const token = new AccessToken(entry('api-key'), secret ?? entry('api-secret'));
    token.sha256 = createHash('sha256')
      .update(signed ?? body)
      .digest('base64');
    const headers = { Authorization: await token.toJwt(), 'Content-Type': 'application/webhook+json' };
    return (await fetch(`${gatewayUrl}/v1/hooks/livekit`, { method: 'POST', headers, body })).status;
  }

  test.each<[string, number, Sent]>([
    ['is taken', 200, {}],
    ['is refused with another secret’s signature', 401, { secret: 'not-the-secret-of-this-installation' }],
    ['is refused with an altered body', 401, { signed: '{}' }],
  ])('%s', async (_what, code, sent) => expect(await send(sent)).toBe(code));

  const counted = async (outcome: string): Promise<number> => {
    const pod = await runningPod('switchboard-system', 'app.kubernetes.io/name=switchboard-gateway');
    const { status } = await get<{ status: { podIP: string } }>('pod', pod, '-n', 'switchboard-system');
    const metrics = await (await fetch(`http://${status.podIP}:9090/metrics`)).text();
    const line = metrics
      .split('\n')
      .find((one) => one.includes('livekit_events_total{') && one.includes(`"${outcome}"`));
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  test('is set aside when it comes again, or an hour late', async () => {
    const [late, duplicate] = [await counted('late'), await counted('duplicate')];
    const id = randomUUID();
    expect([await send({ id }), await send({ id }), await send({ ageSeconds: 3600 })]).toEqual([200, 200, 200]);
    await eventually('the late one to be counted', async () => (await counted('late')) > late);
    await eventually('the duplicate to be counted', async () => (await counted('duplicate')) > duplicate);
  });
});
