import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Bucket } from './bucket.ts';
import type { Bus } from './bus.ts';
import type { DeadLetter } from './dead-letter.ts';
import { listen } from './listen.ts';
import { Outbox } from './outbox.ts';
import { type Delivered, type ReaderOptions, readStream } from './reader.ts';
import { storeRecord } from './records.ts';
import { replay } from './replay.ts';
import { decodeAny, decodeReport, type Report } from './reports.ts';
import { store } from './store.ts';
import { ensureHookStream, ensureStreams } from './streams.ts';
import { deadSubject, filters, hookSubject, reportSubject } from './subjects.ts';
import { NatsServer, statusOf, testSession, until } from './testing/index.ts';

const plan = { replicas: 1, maxAgeSeconds: 3_600, maxBytes: 256 * 1024 ** 2 };
let server: NatsServer;
let operator: Bus;
let gateway: Bus;

beforeAll(async () => {
  server = await NatsServer.start();
  operator = server.program('operator');
  gateway = server.program('gateway');
  await Promise.all([operator.ready(10_000), gateway.ready(10_000)]);
  await ensureStreams(operator, plan);
  await ensureHookStream(gateway, plan);
});
afterAll(async () => {
  await Promise.all([operator.close(0), gateway.close(0)]);
  await server[Symbol.asyncDispose]();
});

async function newPod(): Promise<{ pod: Bus; uid: string; outbox: Outbox }> {
  const uid = randomUUID();
  const pod = server.pod(uid);
  onTestFinished(() => pod.close(0));
  await pod.ready(10_000);
  return { pod, uid, outbox: new Outbox(pod, { podUid: uid }) };
}

type Status = Report<'status'>;

function readStatuses(uid: string, options: Partial<ReaderOptions<Status>> & Pick<ReaderOptions<Status>, 'handle'>) {
  const reader = readStream<Status>(operator, {
    stream: 'SB_REPORTS',
    name: `test-${randomUUID()}`,
    subjects: [reportSubject(uid, 'status')],
    begin: 'all',
    decode: decodeReport('status'),
    onFault: () => undefined,
    numberOf: ({ message }) => ({ source: uid, sequence: message.sequence }),
    ...options,
  });
  onTestFinished(() => reader.stop());
  return reader;
}

test('a handler that fails gets the message again, then it is handled once', async () => {
  const { uid, outbox } = await newPod();
  const attempts: number[] = [];
  readStatuses(uid, {
    backoffMs: [20, 20],
    handle: async ({ attempt }: Delivered<Status>) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('not yet');
    },
  });
  outbox.report('status', statusOf(testSession()));
  await until('three attempts', () => attempts.length === 3);
  expect(attempts).toEqual([1, 2, 3]);
});

test('a message that always fails ends as a dead letter that holds no text, and others go on', async () => {
  const { uid, outbox } = await newPod();
  const name = `dead-${randomUUID()}`;
  const handled: number[] = [];
  readStatuses(uid, {
    name,
    backoffMs: [10],
    handle: async ({ message }) => {
      if (message.sequence === 1) throw new RangeError('the caller said 12345');
      handled.push(message.sequence);
    },
  });
  for (const _ of [1, 2, 3]) outbox.report('status', statusOf(testSession()));
  const letters = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { message } of replay(operator, {
      stream: 'SB_DEAD',
      subject: deadSubject(name),
      after: 0,
      decode: (_subject, data) => Buffer.from(data).toString(),
    })) {
      found.push(message);
    }
    return found;
  };
  await until('a dead letter', async () => (await letters()).length === 1);
  const [letter = '{}'] = await letters();
  expect(JSON.parse(letter) as DeadLetter).toMatchObject({ reader: name, attempts: 2, error: 'RangeError' });
  expect(letter).not.toContain('12345');
  await until('the others', () => handled.length === 2);
  expect(handled).toEqual([2, 3]);
});

test('what does not follow its schema goes to the dead letters too', async () => {
  const { uid, pod } = await newPod();
  const faults: string[] = [];
  readStatuses(uid, {
    backoffMs: [],
    handle: async () => undefined,
    onFault: (error) => faults.push((error as Error).name),
  });
  await store(pod, { subject: reportSubject(uid, 'status'), data: Buffer.from('{}'), id: randomUUID() }, 5_000);
  await until('the fault is told', () => faults.length > 0);
  expect(faults).toEqual(['MalformedMessageError']);
});

test('a message stored twice under two ids is handled once', async () => {
  const { uid, pod } = await newPod();
  const handled: number[] = [];
  const reader = readStatuses(uid, {
    handle: async ({ message }) => {
      handled.push(message.sequence);
    },
  });
  const data = Buffer.from(JSON.stringify({ ...statusOf(testSession()), sequence: 1 }));
  for (const _ of [1, 2]) await store(pod, { subject: reportSubject(uid, 'status'), data, id: randomUUID() }, 5_000);
  await until('the second one arrived', () => reader.duplicates === 1);
  expect(handled).toEqual([1]);
});

test('reports of one pod are handled in order, even when handling is slow', async () => {
  const { uid, outbox } = await newPod();
  const order: string[] = [];
  readStatuses(uid, {
    handle: async ({ message }) => {
      order.push(`begin ${message.sequence}`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`end ${message.sequence}`);
    },
  });
  for (const _ of [1, 2, 3]) outbox.report('status', statusOf(testSession()));
  await until('all handled', () => order.length === 6);
  expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
});

test('a reader of the same name goes on where the one before it stopped', async () => {
  const { uid, outbox } = await newPod();
  const name = `resume-${randomUUID()}`;
  const handled: number[] = [];
  const handle = async ({ message }: Delivered<Status>) => {
    handled.push(message.sequence);
  };
  const first = readStatuses(uid, { name, handle });
  outbox.report('status', statusOf(testSession()));
  await until('the first is handled', () => handled.length === 1);
  await first.stop();
  outbox.report('status', statusOf(testSession()));
  readStatuses(uid, { name, handle, backoffMs: [50, 50] });
  await until('the second is handled', () => handled.length === 2);
  expect(handled).toEqual([1, 2]);
});

test('a stored report is published again with its place in the stream, and a replay meets it there', async () => {
  const { uid, outbox } = await newPod();
  const live = listen(gateway, { subject: filters.storedReports, decode: decodeAny, limit: 100 });
  onTestFinished(() => live.stop());
  await gateway.connection().flush();
  for (const text of ['one', 'two', 'three']) outbox.report('status', statusOf(testSession(), text));
  const places: number[] = [];
  for await (const heard of live) {
    expect(heard.subject).toEqual({ type: 'report', podUid: uid, kind: 'status' });
    places.push(heard.streamSequence ?? 0);
    if (places.length === 3) break;
  }
  const replayed: unknown[] = [];
  for await (const stored of replay(gateway, {
    stream: 'SB_REPORTS',
    subject: filters.pod(uid),
    after: places[0] ?? 0,
    decode: decodeAny,
    batch: 1,
  })) {
    replayed.push([stored.streamSequence, stored.message.kind === 'status' && stored.message.report.message]);
  }
  expect(replayed).toEqual([
    [places[1], 'two'],
    [places[2], 'three'],
  ]);
});

test('a replay of what nobody said is empty', async () => {
  for await (const _ of replay(gateway, {
    stream: 'SB_REPORTS',
    subject: filters.pod(randomUUID()),
    after: 0,
    decode: decodeAny,
  })) {
    expect.unreachable();
  }
});

test('a record is stored once however often it is told, and is found by tenant and session', async () => {
  const session = testSession('call-9', 'tenant-a');
  const record = {
    type: 'ended',
    at: new Date().toISOString(),
    session,
    agent: 'receptionist',
    reason: 'Stopped',
  } as const;
  expect(await storeRecord(operator, record, 5_000)).toMatchObject({ duplicate: false });
  expect(await storeRecord(operator, record, 5_000)).toMatchObject({ duplicate: true });
  const found: unknown[] = [];
  for await (const { message } of replay(gateway, {
    stream: 'SB_RECORDS',
    subject: filters.tenantRecords('tenant-a'),
    after: 0,
    decode: decodeAny,
  })) {
    found.push(message);
  }
  expect(found).toEqual([{ kind: 'ended', record }]);
});

test('streams can be set up again, with another plan', async () => {
  await ensureStreams(operator, { ...plan, maxAgeSeconds: 7_200 });
  await ensureStreams(operator, plan);
});

test('a hook delivery reaches one of the gateways', async () => {
  const taken: unknown[] = [];
  const reader = readStream(gateway, {
    stream: 'SB_HOOKS',
    name: 'hook-endpoint-1',
    subjects: [hookSubject('demo', 'endpoint-1')],
    begin: 'all',
    decode: (_subject, data) => Buffer.from(data).toString(),
    handle: async ({ subject, message }) => {
      taken.push([subject, message]);
    },
    onFault: () => undefined,
  });
  onTestFinished(() => reader.stop());
  await store(gateway, { subject: hookSubject('demo', 'endpoint-1'), data: Buffer.from('event'), id: 'e1' }, 5_000);
  await until('it is taken', () => taken.length === 1);
  expect(taken).toEqual([[{ type: 'hook', namespace: 'demo', endpointId: 'endpoint-1' }, 'event']]);
});

test('of many who create one key one wins, and a stale update loses', async () => {
  const bucket = new Bucket(gateway, { name: 'sb-seen', ttlSeconds: 60, maxBytes: 1024 ** 2, replicas: 1 });
  const wins = await Promise.all(Array.from({ length: 20 }, (_, index) => bucket.create('event-1', `${index}`)));
  expect(wins.filter((revision) => revision !== undefined)).toHaveLength(1);
  const entry = await bucket.get('event-1');
  const revision = entry?.revision ?? 0;
  expect(await bucket.update('event-1', 'new', revision)).toBeGreaterThan(revision);
  expect(await bucket.update('event-1', 'newer', revision)).toBeUndefined();
  await bucket.delete('event-1');
  expect(await bucket.get('event-1')).toBeUndefined();
  expect(await bucket.create('event-1', 'again')).toBeGreaterThan(revision);
});
