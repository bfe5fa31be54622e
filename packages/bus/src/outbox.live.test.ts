import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Bus } from './bus.ts';
import { Outbox } from './outbox.ts';
import { readStream } from './reader.ts';
import { replay } from './replay.ts';
import { decodeAny, decodeReport } from './reports.ts';
import { ensureStreams } from './streams.ts';
import { filters } from './subjects.ts';
import { NatsServer, statusOf, testSession, until } from './testing/index.ts';

const plan = { replicas: 1, maxAgeSeconds: 3_600, maxBytes: 1024 ** 3 };

async function serverWithStreams(): Promise<{ server: NatsServer; operator: Bus }> {
  const server = await NatsServer.start({ syncAlways: true });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const operator = server.program('operator');
  onTestFinished(() => operator.close(0));
  await operator.ready(10_000);
  await ensureStreams(operator, plan);
  return { server, operator };
}

function podOn(server: NatsServer): { pod: Bus; uid: string } {
  const uid = randomUUID();
  const pod = server.pod(uid);
  onTestFinished(() => pod.close(0));
  return { pod, uid };
}

test('kill -9 of the server under load loses none of 10,000 reports and the reader handles none twice', {
  timeout: 400_000,
}, async () => {
  const { server, operator } = await serverWithStreams();
  const { pod, uid } = podOn(server);
  const handled: number[] = [];
  const reader = readStream(operator, {
    stream: 'SB_REPORTS',
    name: 'kill-test',
    subjects: [filters.reports('status')],
    begin: 'all',
    decode: decodeReport('status'),
    numberOf: ({ message }) => ({ source: uid, sequence: message.sequence }),
    handle: async ({ message }) => {
      handled.push(message.sequence);
    },
    onFault: () => undefined,
  });
  const outbox = new Outbox(pod, { podUid: uid, bounds: { messages: 10_000, bytes: 64 * 1024 ** 2 } });
  const session = testSession();
  for (let sent = 0; sent < 10_000; sent++) expect(outbox.report('status', statusOf(session))).toBe(sent + 1);

  for (const storedBeforeKill of [1_000, 4_000, 7_000]) {
    await until(`${storedBeforeKill} stored`, () => outbox.stats.stored >= storedBeforeKill, 60_000);
    expect(outbox.stats.waiting).toBeGreaterThan(0);
    await server.kill('SIGKILL');
    await server.start();
  }

  expect(await outbox.flush(60_000)).toBe(0);
  await until('every report handled', () => handled.length >= 10_000, 60_000);
  await reader.stop();
  expect(handled).toHaveLength(10_000);
  expect(new Set(handled).size).toBe(10_000);
  expect(outbox.stats.retries).toBeGreaterThan(0);
});

test('reports are stored in the order they were made, through a killed server', async () => {
  const { server, operator } = await serverWithStreams();
  const { pod, uid } = podOn(server);
  const outbox = new Outbox(pod, { podUid: uid });
  const session = testSession();
  for (let sent = 0; sent < 500; sent++) outbox.report('status', statusOf(session));
  await until('some stored', () => outbox.stats.stored > 50);
  await server.kill();
  await server.start();
  expect(await outbox.flush(30_000)).toBe(0);
  await operator.ready(10_000);
  const order: number[] = [];
  for await (const { message } of replay(operator, {
    stream: 'SB_REPORTS',
    subject: filters.pod(uid),
    after: 0,
    decode: decodeAny,
  })) {
    if (message.kind === 'status') order.push(message.report.sequence);
  }
  const firsts = order.filter((sequence, at) => order.indexOf(sequence) === at);
  expect(firsts).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

test('a report made while the bus is down arrives when it is up again', async () => {
  const { server, operator } = await serverWithStreams();
  const { pod, uid } = podOn(server);
  await pod.ready(10_000);
  await server.kill();
  await until('the pod knows that the bus is down', () => !pod.state.up);
  const outbox = new Outbox(pod, { podUid: uid });
  outbox.report('status', statusOf(testSession(), 'while down'));
  expect(outbox.stats).toMatchObject({ waiting: 1, stored: 0 });
  await server.start();
  expect(await outbox.flush(20_000)).toBe(0);
  await operator.ready(10_000);
  const found: unknown[] = [];
  for await (const { message } of replay(operator, {
    stream: 'SB_REPORTS',
    subject: filters.pod(uid),
    after: 0,
    decode: decodeAny,
  })) {
    found.push(message);
  }
  expect(found).toMatchObject([{ kind: 'status', report: { message: 'while down', sequence: 1 } }]);
});

test('a flush ends at its deadline and tells what is left', async () => {
  const { server } = await serverWithStreams();
  const { pod, uid } = podOn(server);
  await pod.ready(10_000);
  await server.kill();
  const outbox = new Outbox(pod, { podUid: uid });
  for (let sent = 0; sent < 3; sent++) outbox.report('status', statusOf(testSession()));
  expect(await outbox.flush(50)).toBe(3);
});
