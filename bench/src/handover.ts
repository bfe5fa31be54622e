import { randomBytes } from 'node:crypto';
import { containerPid, create, eventually, get, kubectl } from '@switchboard/e2e';
import { Client, connect, type Pod } from '@switchboard/kube';
import { OperatorSide, voiceSessions } from './claims/operator-side.ts';
import { ReadyWatch } from './claims/ready.ts';

// How long a caller waits whose session is created in the moment in which the leading operator goes: asked to (SIGTERM)
// or killed (SIGKILL), with another one standing by.

const runs = Number(process.argv[2] ?? 3);
const SYSTEM = 'switchboard-system';
const DEPLOYMENT = 'deployment/switchboard-operator';
const GOAL_MS = { SIGTERM: 2000, SIGKILL: 20_000 } as const;
const namespace = `bench-handover-${randomBytes(3).toString('hex')}`;
const client = new Client(connect());

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
const before = (await get<{ spec: { replicas: number } }>(DEPLOYMENT, '--namespace', SYSTEM)).spec.replicas;
const watch = new ReadyWatch(client.of(voiceSessions) as never, namespace);
await watch.synced;
const side = new OperatorSide(client, namespace, watch);
let made = 0;
try {
  await scale(2);
  await side.agent({ name: 'desk', image: 'e2e-stub', prejoin: true, warm: 3 });
  await waits('nobody goes', undefined);
  await waits('SIGTERM', 'SIGTERM');
  await waits('SIGKILL', 'SIGKILL');
} finally {
  await scale(before);
  watch.stop();
  const all = 'voicesessions.switchboard.dev,voicepools.switchboard.dev';
  await kubectl(['delete', all, '--all', '--namespace', namespace]);
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}
process.exit(0);

async function waits(name: string, signal: keyof typeof GOAL_MS | undefined): Promise<void> {
  const milliseconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    await kubectl(['rollout', 'status', DEPLOYMENT, '--namespace', SYSTEM, '--timeout=120s']);
    await side.warm('desk', 3);
    const gone = signal && (await leaderGoes(signal));
    const session = `call-${made++}`;
    milliseconds.push(Math.round(await side.claim(session, 'desk')));
    await side.end(session);
    if (gone) await standsByAgain(gone);
  }
  const worst = Math.max(...milliseconds);
  const goal = signal === undefined ? {} : { goal: { worst: GOAL_MS[signal] }, met: worst <= GOAL_MS[signal] };
  console.log(
    JSON.stringify({ bench: 'handover', case: name, unit: 'ms', n: runs, each: milliseconds, worst, ...goal }),
  );
}

interface Operator {
  readonly name: string;
  readonly restarts: number;
}

async function leaderGoes(signal: keyof typeof GOAL_MS): Promise<Operator> {
  const name = await leader();
  const { restarts } = await operator(name);
  process.kill(await containerPid(SYSTEM, name), signal);
  return { name, restarts };
}

/** Its kubelet waits longer before each restart; meanwhile nobody would stand by, and the Deployment says so late. */
async function standsByAgain({ name, restarts }: Operator): Promise<void> {
  await eventually(
    `${name} again`,
    async () => {
      const now = await operator(name);
      return now.ready && now.restarts > restarts ? now : undefined;
    },
    180,
  );
}

async function operator(name: string): Promise<Operator & { readonly ready: boolean }> {
  const { status } = await get<Pod>('pod', name, '--namespace', SYSTEM);
  const [container] = status?.containerStatuses ?? [];
  return { name, restarts: container?.restartCount ?? 0, ready: container?.ready ?? false };
}

async function leader(): Promise<string> {
  const lease = await get<{ spec: { holderIdentity?: string } }>(
    'lease',
    'switchboard-operator',
    '--namespace',
    SYSTEM,
  );
  return lease.spec.holderIdentity?.split('_')[0] ?? '';
}

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', DEPLOYMENT, '--namespace', SYSTEM, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', DEPLOYMENT, '--namespace', SYSTEM, '--timeout=120s']);
}
