import { randomUUID } from 'node:crypto';
import { Bus, store } from '@switchboard/bus';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  get,
  kubectl,
  logsOf,
  makeKey,
  ownNamespace,
  runningPod,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { busUrl, mountedCredential } from './pod-credential.ts';

const namespace = ownNamespace('personal', 'switchboard-system');
const system = 'switchboard-system';
const programs = ['operator', 'gateway'] as const;
const since = new Date().toISOString();
let key: TestKey;

/** What was said and who said it, in the words of the caller below; none of them can be part of a measured number. */
const said = ['whiskey', 'how can i help', 'zebedee', '15550100', 'zq@example.com', 'qz77x99'];
const request = {
  agent: 'ada',
  participant: { name: 'Zebedee Quux', identity: 'phone-15550100', attributes: { mail: 'zq@example.com' } },
  variables: { customer: 'Account-qz77x99' },
  waitSeconds: 60,
};

interface Started {
  readonly session: { readonly id: string; readonly room: string };
  readonly connection: { readonly server_url: string; readonly participant_token: string };
}
interface Stored {
  readonly metadata: { readonly uid: string };
  readonly status: { readonly pod: { readonly name: string; readonly uid: string } };
}

/** What is read in many places, gathered while the conversation goes on. */
let places: { readonly logs: readonly string[]; readonly metrics: readonly string[]; readonly marks: string };
let started: Started;
/** Whatever opens something. */
let keys: readonly string[];
/** What would make a series of its own of every conversation. */
let ofOne: readonly string[];

beforeAll(async () => {
  key = await makeKey(namespace);
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
  started = (await (await call('/v1/sessions', request)).json()) as Started;
  const { id, room } = started.session;
  const stored = await get<Stored>('voicesession', id, '--namespace', namespace);
  const { pod } = stored.status;
  const caller = await conversation();
  const creds = await mountedCredential(namespace, pod.name);
  keys = [
    started.connection.participant_token,
    key.key.split('_')[2] ?? '',
    ...(creds.match(/^S[A-Z0-9]{50,}$|^ey\S+$/gm) ?? []),
  ];
  await confuse(pod.uid, creds);
  ofOne = [id, room, stored.metadata.uid, pod.name, pod.uid, 'phone-'];
  places = {
    logs: await Promise.all([logsOf(namespace, pod.name), ...programs.map(logOf)]),
    metrics: await Promise.all([metricsOf(namespace, pod.name, 8081), ...programs.map(metricsOfProgram)]),
    marks: await marks(),
  };
  await caller.leave();
  await call(`/v1/sessions/${id}/stop`, {});
});
afterAll(() => key.revoke());

const call = (path: string, body: object): Promise<Response> =>
  fetch(gatewayUrl + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

async function conversation(): Promise<ScriptedCaller> {
  const { server_url, participant_token } = started.connection;
  const caller = new ScriptedCaller(request.participant.identity);
  const began = performance.now();
  await caller.join(server_url, participant_token);
  await caller.hears(began, 20_000);
  await caller.type('my number is whiskey yellow tango');
  await caller.until('the answer', () => caller.said('agent').find((one) => /whiskey yellow/i.test(one)), 20_000);
  return caller;
}

/** Programs are silent about what goes well, so something has to go wrong: reports that nobody can read, with words in them. */
async function confuse(podUid: string, creds: string): Promise<void> {
  const bus = Bus.open({ servers: [await busUrl()], identity: { pod: podUid }, credentials: () => creds });
  try {
    await bus.ready(10_000);
    for (const kind of ['status', 'turn', 'transcript']) {
      const data = Buffer.from(JSON.stringify({ event: said[0], text: [said], whiskey: said[2] }));
      await store(bus, { subject: `sb.pod.${podUid}.${kind}`, data, id: randomUUID() }, 5000);
      bus.publish(`sb.pod.${podUid}.${kind}`, Buffer.from(`${said.join(' ')} is no JSON`));
    }
    await eventually('the operator’s complaint', async () =>
      (await logOf('operator')).includes('a report could not be taken'),
    );
  } finally {
    await bus.close(0);
  }
}

const logOf = (program: string): Promise<string> =>
  kubectl(['logs', `deployment/switchboard-${program}`, '--namespace', system, `--since-time=${since}`]);

async function metricsOf(where: string, name: string, port: number): Promise<string> {
  const { status } = await get<{ status: { podIP: string } }>('pod', name, '--namespace', where);
  return (await fetch(`http://${status.podIP}:${port}/metrics`)).text();
}

const metricsOfProgram = async (program: string): Promise<string> =>
  metricsOf(system, await runningPod(system, `app.kubernetes.io/name=switchboard-${program}`), 9090);

/** Names, labels and annotations of everything of ours in the namespace. */
async function marks(): Promise<string> {
  const kinds = 'pods,voicesessions,voicepools,voiceagents,poddisruptionbudgets';
  const { items } = await get<{ items: readonly { metadata: object }[] }>(kinds, '--namespace', namespace);
  return JSON.stringify(items.map(({ metadata }) => ({ ...metadata, managedFields: undefined })));
}

function expectNoneOf(words: readonly string[], text: string): void {
  const lower = text.toLowerCase();
  expect(words.filter((word) => lower.includes(word.toLowerCase()))).toEqual([]);
}

test('the keys are keys, so that not finding them means something', () => {
  expect(keys).toHaveLength(4);
  for (const one of keys) expect(one.length).toBeGreaterThan(20);
});

test('a whole conversation leaves no word, no name, no number and no key in a log', () => {
  expect(places.logs.join('\n')).toContain('a report could not be taken');
  for (const log of places.logs) expectNoneOf([...said, ...keys], log);
});

test('nor in a metric, and no metric is about one conversation', () => {
  for (const metrics of places.metrics) {
    expect(metrics).toMatch(/^# TYPE /m);
    expectNoneOf([...said, ...keys, ...ofOne], metrics);
  }
});

test('nor in a name, a label or an annotation', () => {
  expect(places.marks).toContain(started.session.id);
  expectNoneOf([...said, ...keys], places.marks);
});

test('nor in an Event, which many may read', async () => {
  const events = await eventually('the Event of the end', async () => {
    const all = await kubectl(['get', 'events', '--namespace', namespace, '--output', 'json']);
    return /"reason": "(Stopped|CallerLeft)"/.test(all) && all;
  });
  expect(events).toContain(started.session.id);
  expectNoneOf([...said, ...keys], events);
});
