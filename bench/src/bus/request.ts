import { randomUUID } from 'node:crypto';
import { answerControl, askPod, controlSubject } from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import { figures } from '../figures.ts';

const COUNT = 2_000;

/** One control message and its ack, validated at both ends, against a bare NATS request and reply. */
export async function benchRequest(): Promise<object[]> {
  await using server = await NatsServer.start();
  const operator = server.program('operator');
  const podUid = randomUUID();
  const pod = server.pod(podUid);
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  answerControl(pod, { podUid, handlers: { say: () => ({ ok: true }) }, onFault: () => undefined });
  const bareUid = randomUUID();
  const barePod = server.pod(bareUid);
  await barePod.ready(10_000);
  const bareSubject = controlSubject(bareUid, 'say');
  barePod.connection().subscribe(bareSubject, { callback: (_error, message) => void message.respond('{"ok":true}') });
  await Promise.all([pod.connection().flush(), barePod.connection().flush()]);

  const bareConnection = operator.connection();
  const asked: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < COUNT; round++) {
    bare.push(await microseconds(() => bareConnection.request(bareSubject, '{"text":"hello"}', { timeout: 5_000 })));
    asked.push(
      await microseconds(() =>
        askPod(operator, { podUid, kind: 'say', message: { text: 'hello' }, deadlineMs: 5_000 }),
      ),
    );
  }
  await Promise.all([pod.close(), barePod.close(), operator.close()]);
  const floor = figures('bus', 'request-ack', 'us', bare).p50;
  const result = figures('bus', 'request-ack', 'us', asked);
  return [{ ...result, floor, ratio: Math.round((result.p50 / floor) * 100) / 100 }];
}

async function microseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) * 1_000;
}
