import { rest, type VoiceSessionObject } from '@switchboard/api';
import { filters, replay, STREAMS } from '@switchboard/bus';
import { until } from '@switchboard/bus/testing';
import { type KubeObject, resource, secrets } from '@switchboard/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voiceAgents, voicePools } from './fleet/fleet.ts';
import { voiceSessions } from './sessions/service.ts';
import { buryDelivery } from './testing/dead-letter.ts';
import { expectedOf, type Holder, outcomeOf, routeCases } from './testing/every-route.ts';
import { ReportingPod } from './testing/pod.ts';
import { type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

const OURS = 'orchid-bank';
const THEIRS = 'zinnia-shop';
const guarded = rest.routes.filter(({ security }) => security.includes('key'));

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
let ours: Ours;
const closing: (() => unknown)[] = [];

/** What there is of our tenant, and words of it that nobody else may read anywhere. */
interface Ours {
  readonly session: VoiceSessionObject;
  readonly key: string;
  readonly letter: number;
  readonly words: readonly string[];
}

beforeAll(async () => {
  stand = await Stand.open();
  const rates = { requestsPerMinute: 1_000_000, createsPerMinute: 100_000 };
  const hook = { url: 'https://hooks.orchid.example.com/in', secretName: 'orchid-hooks', events: ['session.ended'] };
  await stand.tenant(OURS, { ...rates, hooks: [hook] });
  await stand.tenant(THEIRS, rates);
  const share = { enabled: true, requireKey: false, perAddress: 50, concurrent: 50 };
  await stand.agent(OURS, 'ada', { prompt: 'You keep the orchids.', share });
  await stand.agent(OURS, 'eve', { prompt: 'You guard the orchids.' });
  const metadata = { name: 'ada', namespace: OURS };
  await stand.client.of(voicePools).create({ metadata, spec: { agent: 'ada', min: 1, max: 2, buffer: 1 } } as never);
  operator = new StandIn(stand.client, { waiting: new Set(['eve']) });
  gateway = await stand.gateway({ limits: { addressPerMinute: 1_000_000 } });
  ours = await furnish();
});

afterAll(async () => {
  for (const close of closing) await close();
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

const ask = (method: string, path: string, bearer: string | undefined, body?: object) =>
  fetch(gateway.url + path, {
    method,
    headers: { ...(bearer && { Authorization: `Bearer ${bearer}` }), 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;

/** A conversation that goes on, one that waits, words that were said, a key and a dead letter. */
async function furnish(): Promise<Ours> {
  const admin = await stand.key(OURS, 'admin');
  const start = (agent: string) =>
    json<{ session: { id: string } }>(
      ask('POST', '/v1/sessions', admin, { agent, waitSeconds: agent === 'eve' ? 0 : 10 }),
    );
  const { id } = (await start('ada')).session;
  const waiting = (await start('eve')).session.id;
  const session = await stand.client.of(voiceSessions).get({ namespace: OURS, name: id });
  const pod = await ReportingPod.of(session, stand.nats);
  closing.push(() => pod.close());
  await pod.status('AgentJoined');
  await pod.transcript('The vault opens at nine.');
  const made = await json<{ id: string }>(ask('POST', '/v1/keys', admin, { role: 'viewer', note: 'vault display' }));
  const letter = { tenant: OURS, endpoint: 'orchid-endpoint', session: { id, uid: session.metadata.uid ?? '' } };
  const buried = await buryDelivery(stand, letter);
  closing.push(() => buried.close());
  const dead = () => json<{ deliveries: { sequence: number }[] }>(ask('GET', '/v1/hooks/dead', admin));
  await until('the dead letter', async () => (await dead()).deliveries.length === 1);
  const { room = '', pod: bound } = session.status ?? {};
  const words = [id, waiting, OURS, room, bound?.uid ?? '', bound?.name ?? '', made.id, 'orchid', 'vault'];
  return { session, key: made.id, letter: (await dead()).deliveries[0]?.sequence ?? 0, words };
}

const pathOf = (path: string, { session = ours.session.metadata.name, key = ours.key, letter = ours.letter } = {}) =>
  path
    .replace('/v1/keys/{id}', `/v1/keys/${key}`)
    .replace('{id}', session)
    .replace('{name}', 'ada')
    .replace('{sequence}', String(letter));

/** The whole answer as text, tokens in it read; of a stream its beginning. */
async function readable(response: Response): Promise<string> {
  const head = JSON.stringify([...response.headers]);
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    const reader = response.body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    return head + new TextDecoder().decode(first?.value);
  }
  const text = await response.text();
  const claims = [...text.matchAll(/eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g)].map(([, part = '']) =>
    Buffer.from(part, 'base64url').toString(),
  );
  return [head, text, ...claims].join('\n');
}

async function walk(holder: Holder, paths: Parameters<typeof pathOf>[1] = {}) {
  const answers = [];
  for (const { operationId, method, path } of guarded) {
    const { body, query = '' } = routeCases[operationId] ?? {};
    const response = await ask(method.toUpperCase(), pathOf(path, paths) + query, holder.bearer, body);
    const text = await readable(response);
    answers.push({ operationId, code: response.status, leaks: ours.words.filter((word) => text.includes(word)) });
  }
  return answers;
}

function expectOutcomes(holder: Holder, answers: Awaited<ReturnType<typeof walk>>): void {
  const outcomes = answers.map(({ operationId, code }) => [operationId, outcomeOf(code)]);
  expect(outcomes).toEqual(guarded.map(({ operationId }) => [operationId, expectedOf(holder, operationId)]));
}

const kinds = resource<KubeObject>;
const everything = [voiceSessions, voiceAgents, voicePools, secrets].map(
  (kind) => kind as unknown as ReturnType<typeof kinds>,
);

/** Everything of our tenant, as it stands in the cluster and in the record. */
async function inventory(): Promise<string> {
  const found = await Promise.all(
    everything.map(async (kind) => {
      const { items } = await stand.client.of(kind).list();
      return items.filter(
        ({ metadata }) => metadata.namespace === OURS || metadata.labels?.['switchboard.dev/tenant'] === OURS,
      );
    }),
  );
  const record = { stream: STREAMS.records, subject: filters.tenantRecords(OURS), after: 0, decode: () => true };
  let records = 0;
  for await (const _ of replay(stand.bus, record)) records++;
  return JSON.stringify([found, records]);
}

test('every route that asks for a key has its line in the table, and the table no line too many', () => {
  expect(Object.keys(routeCases).toSorted()).toEqual(guarded.map(({ operationId }) => operationId).toSorted());
});

describe('another tenant', () => {
  const minted = async (role: 'client' | 'admin') =>
    (await json<{ token: string }>(ask('POST', '/v1/client-tokens', await stand.key(THEIRS, role), {}))).token;

  test.each([
    ['a client', 'client', () => stand.key(THEIRS, 'client')],
    ['a viewer', 'viewer', () => stand.key(THEIRS, 'viewer')],
    ['an admin', 'admin', () => stand.key(THEIRS, 'admin')],
    ['who holds a client token', 'caller', () => minted('client')],
  ] as const)('%s of it reads nothing of ours, on no route, and changes nothing', async (_who, role, bearerOf) => {
    const holder = { role, bearer: await bearerOf() };
    const before = await inventory();
    const told: string[] = [];
    const stopListening = stand.bus.subscribe(
      filters.control(ours.session.status?.pod?.uid ?? ''),
      ({ subject }) => void told.push(subject),
    );
    const answers = await walk(holder);
    expectOutcomes(holder, answers);
    expect(answers.filter(({ leaks }) => leaks.length > 0)).toEqual([]);
    expect(told).toEqual([]);
    expect(await inventory()).toBe(before);
    stopListening();
  });
});

describe('within a tenant', () => {
  const visitor = async () =>
    (await json<{ token: string }>(ask('POST', '/v1/share/ada/sessions', undefined, { tenant: OURS }))).token;
  const token = async () =>
    (
      await json<{ token: string }>(
        ask('POST', '/v1/client-tokens', await stand.key(OURS, 'client'), { subject: 'other' }),
      )
    ).token;

  test.each([
    ['another caller', token, false],
    ['a visitor of the link', visitor, true],
  ] as const)('%s knows nothing of a conversation that somebody else started', async (_who, bearerOf, bound) => {
    const holder: Holder = { role: 'caller', bearer: await bearerOf(), bound };
    const answers = await walk(holder);
    expectOutcomes(holder, answers);
    const [session] = ours.words;
    expect(answers.filter(({ leaks }) => leaks.includes(session ?? ''))).toEqual([]);
  });

  test.each(['client', 'viewer', 'admin'] as const)(
    'a key of role %s is refused what the role may not, and nothing else',
    async (role) => {
      const nothing = { session: 's-of-nobody', key: 'nokey', letter: 9_999_999 };
      const answers = await walk({ role, bearer: await stand.key(OURS, role) }, nothing);
      const refused = answers.filter(({ code }) => code === 403).map(({ operationId }) => operationId);
      const mayNot = guarded.filter(({ operationId }) => !routeCases[operationId]?.may.includes(role));
      expect(refused).toEqual(mayNot.map(({ operationId }) => operationId));
      expect(answers.filter(({ code }) => code >= 500)).toEqual([]);
    },
  );
});

test.each([
  ['nothing', undefined],
  ['a key that is none', 'sb_aaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'],
  ['a token that nobody signed', 'eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJvcmNoaWQtYmFuayJ9.'],
])('who brings %s is asked for a key on every route, and told nothing else', async (_what, bearer) => {
  const answers = await walk({ role: 'caller', bearer: bearer ?? '' });
  expect(answers.filter(({ code, leaks }) => code !== 401 || leaks.length > 0)).toEqual([]);
});
