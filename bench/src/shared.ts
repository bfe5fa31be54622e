import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Started, Switchboard } from '@switchboard/client';
import { create, createAgent, eventually, gatewayUrl, get, kubectl, makeKey, warmPods } from '@switchboard/e2e';
import { joined, ScriptedCaller, silence, spoken } from '@switchboard/e2e/voice';
import { writesIn } from './audit/writes.ts';
import { natsFigures } from './shared/nats.ts';
import { cores, read, sharedProcesses } from './shared/processes.ts';

// What conversations cost the servers that they share: LiveKit, NATS, the API server, etcd, operator and gateway.
const { values } = parseArgs({
  options: { count: { type: 'string', default: '4' }, seconds: { type: 'string', default: '30' } },
});
const count = Number(values.count);
const seconds = Number(values.seconds);
const namespace = `bench-shared-${randomBytes(3).toString('hex')}`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const round = (value: number, digits = 4) => Number(value.toFixed(digits));

interface Call {
  readonly caller: ScriptedCaller;
  readonly started: Started;
}

async function measure<T>(work: () => Promise<T>) {
  const pids = await sharedProcesses();
  const before = {
    bus: await natsFigures(),
    processes: Object.entries(pids).map(([name, pid]) => ({ name, pid, at: read(pid) })),
  };
  const began = performance.now();
  await work();
  const elapsedSeconds = (performance.now() - began) / 1000;
  const after = { bus: await natsFigures() };
  const processes = before.processes.map(({ name, pid, at }) => {
    const now = read(pid);
    return [name, { cores: cores(at, now), rssMiB: Math.round(now.rssBytes / 2 ** 20) }] as const;
  });
  const per = (key: 'messages' | 'bytes' | 'stored') => after.bus[key] - before.bus[key];
  return {
    elapsedSeconds,
    processes: Object.fromEntries(processes),
    bus: { connections: after.bus.connections, messages: per('messages'), bytes: per('bytes'), stored: per('stored') },
  };
}

async function begin(client: Switchboard): Promise<Call> {
  const started = await client.start({ agent: 'one', waitSeconds: 60 });
  const caller = new ScriptedCaller(started.session.identity ?? '');
  await caller.join(started.connection.server_url, started.connection.participant_token);
  await caller.until('the greeting', () => caller.said('agent')[0], 60_000);
  return { caller, started };
}

/** A question, its answer and a pause, for the time given. */
async function talk({ caller }: Call, question: Int16Array): Promise<number> {
  const deadline = performance.now() + seconds * 1000;
  let turns = 0;
  while (performance.now() < deadline) {
    const said = caller.said('agent').length;
    await caller.speak(question);
    await caller.until('an answer', () => caller.said('agent')[said], 60_000);
    turns++;
    await pause(2000);
  }
  return turns;
}

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
const key = await makeKey(namespace);
const client = new Switchboard({ url: gatewayUrl, key: key.key });
try {
  await createAgent(namespace, 'one', { warm: count });
  await warmPods(namespace, 'one', count, 180);
  const idle = await measure(() => pause(10_000));
  const since = new Date();
  const calls: Call[] = [];
  for (let i = 0; i < count; i++) calls.push(await begin(client));
  await warmPods(namespace, 'one', count, 180);
  const question = joined(silence(200), await spoken('what is my number'), silence(600));
  let turns = 0;
  const busy = await measure(async () => {
    turns = (await Promise.all(calls.map((call) => talk(call, question)))).reduce((sum, one) => sum + one, 0);
  });
  for (const { caller, started } of calls) {
    await client.stop(started.session.id, 'Goodbye');
    await eventually('the end', async () => (await client.get(started.session.id)).phase === 'Ended', 60);
    await caller.leave();
  }
  await warmPods(namespace, 'one', count, 180);
  const writes = (await writesIn(namespace, since)).filter(({ verb }) => !['get', 'list', 'watch'].includes(verb));
  print({ idle, busy, turns, writes });
} finally {
  await key.revoke();
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}
// The native client holds the process open.
process.exit();

type Measured = Awaited<ReturnType<typeof measure>>;

function print({
  idle,
  busy,
  turns,
  writes,
}: {
  idle: Measured;
  busy: Measured;
  turns: number;
  writes: { resource: string }[];
}) {
  const spoken = { conversations: count, seconds, turns };
  for (const [name, { cores, rssMiB }] of Object.entries(busy.processes)) {
    const before = idle.processes[name]?.cores ?? 0;
    const spent = {
      cores: round(cores),
      idleCores: round(before),
      coresPerConversation: round((cores - before) / count),
    };
    console.log(JSON.stringify({ bench: 'shared', case: name, ...spoken, ...spent, rssMiB }));
  }
  const { messages, bytes, stored, connections } = busy.bus;
  const each = (value: number) => round(value / count / busy.elapsedSeconds, 1);
  const bus = { messagesPerSecond: each(messages), bytesPerSecond: each(bytes), storedBytesPerSecond: each(stored) };
  console.log(JSON.stringify({ bench: 'shared', case: 'bus, per conversation', ...spoken, ...bus, connections }));
  const byResource = Object.entries(Object.groupBy(writes, ({ resource }) => resource)).map(
    ([resource, all = []]) => [resource, round(all.length / count, 1)] as const,
  );
  const total = round(writes.length / count, 1);
  const perConversation = Object.fromEntries(byResource);
  console.log(
    JSON.stringify({
      bench: 'shared',
      case: 'writes to the API server, per conversation',
      n: count,
      total,
      perConversation,
    }),
  );
}
