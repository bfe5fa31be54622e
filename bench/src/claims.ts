import { randomBytes } from 'node:crypto';
import { create, eventually, get, kubectl } from '@switchboard/e2e';
import { Client, connect } from '@switchboard/kube';
import { claimStages, STAGES, writesBeside } from './audit/claim-stages.ts';
import { writesIn } from './audit/writes.ts';
import { Floor } from './claims/floor.ts';
import { floorSessions, installFloorResource } from './claims/floor-resource.ts';
import { OperatorSide, voiceSessions } from './claims/operator-side.ts';
import { ReadyWatch } from './claims/ready.ts';
import { type Figures, figures } from './figures.ts';

// Claims from the create call to the watch event that says Ready, on the node of `make up`, with the installed
// operator. Each comes with the floor of the same run: the same writes to the same kinds of objects, the pod a running
// one of that node, and one round trip over the bus, with no operator.

const runs = Number(process.argv[2] ?? 60);
const BURST = 20;
const ROUNDS = 5;
const namespace = `bench-claims-${randomBytes(3).toString('hex')}`;
const home = process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard';
const client = new Client(connect({ connections: 64 }));

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
const removeFloor = await installFloorResource();
const floorWatch = new ReadyWatch(client.of(floorSessions) as never, namespace);
const watch = new ReadyWatch(client.of(voiceSessions) as never, namespace);
await Promise.all([floorWatch.synced, watch.synced]);
const floor = await Floor.open({
  client,
  namespace,
  watch: floorWatch,
  keys: `${home}/keys/bus`,
  nodeSelector: { 'nvidia.com/gpu.present': 'true' },
});
const side = new OperatorSide(client, namespace, watch);
let made = 0;

try {
  await floor.pods.make(BURST);
  await prejoined();
  await bursts(BURST, ROUNDS);
  await warm();
  await cold();
} finally {
  watch.stop();
  floorWatch.stop();
  await floor.clear();
  await floor.close();
  await kubectl([
    'delete',
    'voicesessions.switchboard.dev,voicepools.switchboard.dev',
    '--all',
    '--namespace',
    namespace,
  ]);
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  await removeFloor();
}
process.exit(0);

/** Floor and claim in turns, so that whatever else the machine does falls on both. */
async function prejoined(): Promise<void> {
  await side.agent({ name: 'prejoined', image: 'e2e-stub', prejoin: true, warm: 6 });
  const since = new Date();
  const [floors, claims]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    await side.warm('prejoined', 6);
    floors.push(await floorOnce());
    claims.push(await claimOnce('prejoined'));
  }
  print(figures('claims', 'prejoined-sequential', 'ms', claims), figures('claims', 'floor', 'ms', floors), 1.3, 2);
  await stages(since);
  await side.drop('prejoined');
}

/** p50 of each stage, by the API server's audit log. */
async function stages(since: Date): Promise<void> {
  const writes = await writesIn(namespace, since);
  const claims = claimStages(writes, voiceSessions.plural, 'prejoined-');
  const floors = claimStages(writes, floorSessions.plural, 'floor-');
  for (const stage of STAGES) {
    const of = (all: typeof claims) =>
      figures(
        'claims',
        `stage: ${stage}`,
        'ms',
        all.map((one) => one[stage]),
      );
    const { p50, p90 } = of(floors);
    console.log(JSON.stringify({ ...of(claims), floor: { p50, p90 } }));
  }
  const each = writesBeside(writes, voiceSessions.plural, 'prejoined-');
  const floor = writesBeside(writes, floorSessions.plural, 'floor-');
  const beside = { bench: 'claims', case: 'writes of others meanwhile', unit: 'writes a claim', n: claims.length };
  console.log(JSON.stringify({ ...beside, each, floor }));
}

/** One burst says little: what the API server takes for the same writes varies more than what is compared. */
async function bursts(size: number, rounds: number): Promise<void> {
  await side.agent({ name: 'burst', image: 'e2e-stub', prejoin: true, warm: size });
  const [floors, claims]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    await side.warm('burst', size);
    const names = Array.from({ length: size }, (_, at) => `burst-${round}-${at}`);
    floors.push(...(await Promise.all(names.map((name) => floor.claim(name)))));
    claims.push(...(await Promise.all(names.map((name) => side.claim(name, 'burst')))));
    await Promise.all(names.map((name) => side.end(name)));
    await Promise.all([floor.clear(), side.allEnded()]);
  }
  const floorOf = figures('claims', `floor-burst-${size}`, 'ms', floors);
  print(figures('claims', `burst-${size}`, 'ms', claims), floorOf, 1.3, 1.3);
  await side.drop('burst');
}

async function warm(): Promise<void> {
  await side.agent({ name: 'warm', image: 'session-runtime', prejoin: false, warm: 3 });
  const claims: number[] = [];
  for (let run = 0; run < Math.min(runs, 15); run++) {
    await side.warm('warm', 3);
    claims.push(await claimOnce('warm'));
  }
  console.log(JSON.stringify(figures('claims', 'warm-sequential', 'ms', claims)));
  await side.drop('warm');
}

async function cold(): Promise<void> {
  await side.agent({ name: 'cold', image: 'session-runtime', prejoin: false, warm: 0 });
  const claims: number[] = [];
  for (let run = 0; run < Math.min(runs, 8); run++) claims.push(await claimOnce('cold'));
  const result = figures('claims', 'cold-sequential', 'ms', claims);
  console.log(JSON.stringify({ ...result, goal: { p50: 1000 }, met: result.p50 <= 1000 }));
}

async function claimOnce(agent: string): Promise<number> {
  const name = `${agent}-${made++}`;
  const milliseconds = await side.claim(name, agent);
  await side.end(name);
  return milliseconds;
}

async function floorOnce(): Promise<number> {
  const milliseconds = await floor.claim(`floor-${made++}`);
  await floor.clear();
  return milliseconds;
}

function print(claims: Figures, floors: Figures, p50: number, p99: number): void {
  const ratio = { p50: round(claims.p50 / floors.p50), p99: round(claims.p99 / floors.p99) };
  const met = ratio.p50 <= p50 && ratio.p99 <= p99;
  const floorOf = { p50: floors.p50, p90: floors.p90, p99: floors.p99 };
  console.log(JSON.stringify({ ...claims, floor: floorOf, ratio, goal: { ratio: { p50, p99 } }, met }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
