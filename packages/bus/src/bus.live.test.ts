import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { answerControl } from './answer.ts';
import { askPod } from './ask.ts';
import { Bus, type BusEvent } from './bus.ts';
import { BusDownError, DeadlineError, MessageTooLargeError, NoRespondersError } from './errors.ts';
import { listen } from './listen.ts';
import { POD_PAYLOAD_MAX } from './names.ts';
import { decodeReport, tell } from './reports.ts';
import { filters, reportSubject } from './subjects.ts';
import { NatsServer, testSession, until } from './testing/index.ts';

async function serverOfOwn(): Promise<NatsServer> {
  const server = await NatsServer.start();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function closing(bus: Bus): Bus {
  onTestFinished(() => bus.close(0));
  return bus;
}

test('control and answers go on after the server was killed and came back', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  const said: string[] = [];
  answerControl(pod, {
    podUid,
    handlers: {
      say: ({ text }) => {
        said.push(text);
        return { ok: true };
      },
    },
    onFault: () => undefined,
  });
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  const ask = (text: string) => askPod(operator, { podUid, kind: 'say', message: { text }, deadlineMs: 5_000 });
  await until('the pod listens', () =>
    ask('before').then(
      () => true,
      () => false,
    ),
  );

  await server.kill();
  await until('both know', () => !operator.state.up && !pod.state.up);
  await expect(ask('while down')).rejects.toThrow(BusDownError);
  await server.start();
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  await until('the pod listens again', () =>
    ask('after').then(
      () => true,
      () => false,
    ),
  );
  expect(said).toContain('before');
  expect(said).toContain('after');
  expect(said).not.toContain('while down');
});

test('a request under way when the server dies is answered with BusDownError, not left hanging', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  const asked = Promise.withResolvers<void>();
  pod.subscribe(filters.control(podUid), () => asked.resolve());
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  await pod.connection().flush();
  const answer = askPod(operator, { podUid, kind: 'interrupt', message: {}, deadlineMs: 60_000 });
  const outcome = expect(answer).rejects.toThrow(BusDownError);
  await asked.promise;
  await server.kill();
  await outcome;
});

test('a deaf pod, a silent pod and a dead bus are told apart', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  await operator.ready(10_000);
  const podUid = randomUUID();
  const ask = (deadlineMs: number) => askPod(operator, { podUid, kind: 'whoami', message: {}, deadlineMs });
  await expect(ask(5_000)).rejects.toThrow(NoRespondersError);
  const pod = closing(server.pod(podUid));
  pod.subscribe(filters.control(podUid), () => undefined);
  await pod.ready(10_000);
  await pod.connection().flush();
  await expect(ask(100)).rejects.toThrow(DeadlineError);
  await server.kill();
  await until('the operator knows', () => !operator.state.up);
  await expect(ask(100)).rejects.toThrow(BusDownError);
});

test('a bus opened before its server is up when the server is', async () => {
  const server = await serverOfOwn();
  await server.kill();
  const bus = closing(server.program('operator'));
  await expect(bus.ready(50)).rejects.toThrow(BusDownError);
  expect(bus.publish('sb.rec.a.b.ended', Buffer.from('x'))).toBe(false);
  await server.start();
  await bus.ready(15_000);
});

test('a credential file that is not there yet is waited for', async () => {
  const server = await serverOfOwn();
  let creds: string | undefined;
  const podUid = randomUUID();
  const bus = closing(
    Bus.open({
      servers: [server.url],
      identity: { pod: podUid },
      credentials: () => {
        if (!creds) throw new Error('ENOENT');
        return creds;
      },
    }),
  );
  await expect(bus.ready(50)).rejects.toThrow(BusDownError);
  creds = server.minter.mint(podUid, new Date(Date.now() + 60_000)).creds;
  await bus.ready(10_000);
});

test('a program whose credential was refused connects once the file is replaced', async () => {
  const server = await serverOfOwn();
  let creds = server.minter.mint(randomUUID(), new Date(Date.now() - 1_000)).creds;
  const bus = closing(Bus.open({ servers: [server.url], identity: { program: 'gateway' }, credentials: () => creds }));
  await expect(bus.ready(300)).rejects.toThrow(BusDownError);
  expect(bus.state.closed).toBeUndefined();
  creds = server.issued.programs.gateway;
  await bus.ready(15_000);
});

test('a handler that throws is reported and does not stop the next message', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  const events: BusEvent[] = [];
  operator.onEvent((event) => events.push(event));
  let calls = 0;
  operator.subscribe(filters.reports('heartbeat'), () => {
    calls++;
    throw new Error('a fault of the handler');
  });
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  await operator.connection().flush();
  for (let sent = 0; sent < 2; sent++) pod.publish(reportSubject(podUid, 'heartbeat'), Buffer.from('{}'));
  await until('both were handled', () => calls === 2);
  expect(events.filter(({ type }) => type === 'fault')).toHaveLength(2);
});

test('a message above the pod’s limit is refused here and does not cost the connection', async () => {
  const server = await serverOfOwn();
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  await pod.ready(10_000);
  const subject = reportSubject(podUid, 'status');
  expect(() => pod.publish(subject, Buffer.alloc(POD_PAYLOAD_MAX + 1))).toThrow(MessageTooLargeError);
  expect(pod.publish(subject, Buffer.alloc(POD_PAYLOAD_MAX))).toBe(true);
  await pod.connection().flush();
  expect(pod.state.up).toBe(true);
});

test('a slow listener loses the oldest and counts them; what it cannot read is counted too', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  const listener = listen(operator, { subject: filters.reports('interim'), decode: decodeReport('interim'), limit: 3 });
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  await operator.connection().flush();
  const session = testSession();
  for (const segment of ['1', '2', '3', '4', '5']) {
    tell(pod, podUid, 'interim', { at: new Date().toISOString(), session, segment, speaker: 'caller', text: 'x' });
  }
  pod.publish(reportSubject(podUid, 'interim'), Buffer.from('nonsense'));
  await until('all arrived', () => listener.malformed === 1);
  expect(listener.dropped).toBe(2);
  const heard: string[] = [];
  for await (const { message } of listener) {
    heard.push(message.segment);
    if (heard.length === 3) break;
  }
  expect(heard).toEqual(['3', '4', '5']);
});

test('a request of a kind without a handler, one that cannot be read and one that fails are refused', async () => {
  const server = await serverOfOwn();
  const operator = closing(server.program('operator'));
  const podUid = randomUUID();
  const pod = closing(server.pod(podUid));
  const faults: unknown[] = [];
  answerControl(pod, {
    podUid,
    handlers: {
      interrupt: () => {
        throw new Error('a fault of the handler');
      },
      say: () => ({ ok: true }),
    },
    onFault: (kind) => faults.push(kind),
  });
  await Promise.all([operator.ready(10_000), pod.ready(10_000)]);
  await pod.connection().flush();
  const ask = (kind: string, body: string) =>
    operator.request(`sb.ctl.${podUid}.${kind}`, Buffer.from(body), { deadlineMs: 5_000 }).then((m) => m.json());
  expect(await ask('end', '{}')).toMatchObject({ ok: false, reason: 'Unsupported' });
  expect(await ask('of-tomorrow', '{}')).toMatchObject({ ok: false, reason: 'Unsupported' });
  expect(await ask('say', '{"text":7}')).toMatchObject({ ok: false, reason: 'Invalid' });
  expect(await ask('interrupt', '{}')).toMatchObject({ ok: false, reason: 'Invalid' });
  expect(await ask('say', '{"text":"hi","of-tomorrow":1}')).toEqual({ ok: true });
  expect(faults).toEqual(['say', 'interrupt']);
});
