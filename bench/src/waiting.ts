import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { containerPid, create, createAgent, eventually, get, kubectl, warmPods } from '@switchboard/e2e';
import { figures, judged } from './figures.ts';
import { readProcess } from './voice/process.ts';

const seconds = Number(process.argv[2] ?? 60);
const PODS = 3;
const SETTLE_MS = 15_000;
// Less than by default, so that the pools fit beside whatever else the node has.
const cpuRequest = '20m';
const namespace = `bench-waiting-${randomBytes(3).toString('hex')}`;

interface Cost {
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** A pod has a network of its own: what its interface counted is what it cost LiveKit and the bus. */
function costOf(pid: number): Cost {
  const { cpuSeconds, rssMegabytes } = readProcess(pid);
  const line = readFileSync(`/proc/${pid}/net/dev`, 'utf8')
    .split('\n')
    .find((one) => one.includes('eth0:'));
  const counts = line?.split(':')[1]?.trim().split(/\s+/).map(Number) ?? [];
  return { cpuSeconds, megabytes: rssMegabytes, bytesIn: counts[0] ?? Number.NaN, bytesOut: counts[8] ?? Number.NaN };
}

async function pidsOf(agent: string): Promise<number[]> {
  const selector = `switchboard.dev/agent=${agent},switchboard.dev/claim=warm`;
  const { items } = await get<{ items: { metadata: { name: string } }[] }>(
    'pods',
    '--namespace',
    namespace,
    '-l',
    selector,
  );
  return Promise.all(items.slice(0, PODS).map(({ metadata }) => containerPid(namespace, metadata.name)));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function measure(agent: string, what: string): Promise<void> {
  const pids = await pidsOf(agent);
  const before = pids.map(costOf);
  const startedAt = performance.now();
  await pause(seconds * 1000);
  const elapsed = (performance.now() - startedAt) / 1000;
  const after = pids.map(costOf);
  const each = (value: (cost: Cost) => number) =>
    after.map((cost, at) => (value(cost) - value(before[at] ?? cost)) / elapsed);
  const series = (name: string, unit: string, values: readonly number[]) =>
    figures('waiting', `${name} of a pod that waits ${what}`, unit, values);
  const milli = each(({ cpuSeconds }) => cpuSeconds * 1000);
  for (const line of [
    judged(series('CPU', 'thousandths of a core', milli), { p50: 10 }),
    series(
      'memory',
      'MB',
      after.map(({ megabytes }) => megabytes),
    ),
    series(
      'traffic in',
      'bytes/s',
      each(({ bytesIn }) => bytesIn),
    ),
    series(
      'traffic out',
      'bytes/s',
      each(({ bytesOut }) => bytesOut),
    ),
  ]) {
    console.log(JSON.stringify({ ...line, seconds }));
  }
}

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
try {
  await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
  await createAgent(namespace, 'inside', { warm: PODS, runtime: { cpuRequest } });
  await createAgent(namespace, 'outside', { warm: PODS, runtime: { prejoin: false, cpuRequest } });
  for (const agent of ['inside', 'outside']) await warmPods(namespace, agent, PODS, 120);
  await pause(SETTLE_MS);
  await measure('inside', 'in its room');
  await measure('outside', 'outside of any room');
} finally {
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}
process.exit(0);
