import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { bus as contract } from '@switchboard/api';
import { type Bus, encode, ensureStreams, Outbox, reportSubject } from '@switchboard/bus';
import { NatsServer, statusOf, testSession } from '@switchboard/bus/testing';

const COUNT = 10_000;
const WINDOW = 64;

/**
 * Reports made -> all known to be stored, in messages a second, on a server that syncs every message to disk and on
 * one that does not; against JetStream publishes of the same bytes, as many under way at once, with no outbox.
 */
export async function benchOutbox(syncAlways: boolean): Promise<object[]> {
  await using server = await NatsServer.start({ syncAlways });
  const operator = server.program('operator');
  await operator.ready(10_000);
  await ensureStreams(operator, { replicas: 1, maxAgeSeconds: 3_600, maxBytes: 1024 ** 3 });
  const uid = randomUUID();
  const pod = server.pod(uid);
  await pod.ready(10_000);

  await throughOutbox(pod, uid, 1_000);
  const bare = await bareThroughput(pod, uid);
  const value = await throughOutbox(pod, uid, COUNT);
  await Promise.all([pod.close(), operator.close()]);
  const name = syncAlways ? 'outbox-throughput-sync-always' : 'outbox-throughput';
  return [{ bench: 'bus', case: name, unit: 'messages/s', n: COUNT, value, floor: bare, ratio: round2(value / bare) }];
}

async function throughOutbox(pod: Bus, podUid: string, count: number): Promise<number> {
  const outbox = new Outbox(pod, { podUid, window: WINDOW, bounds: { messages: count, bytes: 64 * 1024 ** 2 } });
  const session = testSession();
  const start = performance.now();
  for (let made = 0; made < count; made++) outbox.report('status', statusOf(session));
  const left = await outbox.flush(120_000);
  if (left > 0) throw new Error(`${left} of ${count} reports were not stored`);
  const rate = perSecond(count, start);
  outbox.stop();
  return rate;
}

async function bareThroughput(pod: Bus, podUid: string): Promise<number> {
  const client = jetstream(pod.connection());
  const subject = reportSubject(podUid, 'status');
  const data = encode(contract.status, { ...statusOf(testSession()), sequence: 1 });
  let next = 0;
  const publisher = async (): Promise<void> => {
    while (next < COUNT) await client.publish(subject, data, { msgID: `bare-${next++}` });
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: WINDOW }, publisher));
  return perSecond(COUNT, start);
}

function perSecond(count: number, start: number): number {
  return Math.round(count / ((performance.now() - start) / 1_000));
}

const round2 = (value: number): number => Math.round(value * 100) / 100;
