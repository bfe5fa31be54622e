import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { operatorBus, serviceAddress, within } from '@switchboard/e2e';
import { Client, connect } from '@switchboard/kube';
import { countBy, writesIn } from './audit/writes.ts';
import { Floor } from './claims/floor.ts';
import { floorSessions, installFloorResource } from './claims/floor-resource.ts';
import { voiceSessions } from './claims/operator-side.ts';
import { ReadyWatch } from './claims/ready.ts';
import { type Figures, figures } from './figures.ts';
import { type Arrivals, burst, poisson, steady } from './scale/arrivals.ts';
import { Caller } from './scale/caller.ts';
import { FleetProcess } from './scale/fleet-process.ts';
import { OperatorProcess } from './scale/operator-process.ts';
import { processorTime, type Shares, shares } from './scale/processor.ts';
import { print, report, round, single } from './scale/report.ts';
import { rush } from './scale/rush.ts';
import { fakeNodes, Stage } from './scale/stage.ts';

// Claims at scale: the installed operator, the real API server and the real bus, on fake nodes whose pods one process
// plays. A pool is filled from nothing, then sessions come in three ways, with refill off and on; at last there are
// ten thousand of them. Sessions stay, as conversations do. `--only rates` leaves the ten thousand out, `--only live`
// the rates, `--rates 75/s,burst` takes those that begin so, and `--live 5000` is for a machine that hasn't room for
// all; `--quick` is a tenth of everything, to see that it works. With `--operator-pid` the operator is that process and
// not the installed one, and the fake nodes are there.

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'rates,live' },
    rates: { type: 'string', default: '' },
    live: { type: 'string', default: '9990' },
    quick: { type: 'boolean', default: false },
    'operator-pid': { type: 'string' },
  },
});
const share = values.quick ? 0.1 : 1;
const NODES = values.quick ? 10 : 100;
const POOL = Math.round(1050 * share);
const FLOOR_PODS = Math.max(60, 310 * share);
/** The installation admits 10,000, and a few may be somebody else's. */
const LIVE = Math.round(Number(values.live) * share);
const CLAIM_SECONDS = 120;
/** Sessions that are only to be there come no faster than a slow machine makes them. */
const FILL_EVERY_MS = 50;
const home = process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard';
const keys = `${home}/keys/bus`;
const began = new Date();

const client = new Client(connect({ connections: 64 }));
const stage = new Stage(client);
const { namespace } = stage;
const cleanUps: (() => unknown)[] = [];
const given = values['operator-pid'];
let operator = given === undefined ? await OperatorProcess.find() : OperatorProcess.given(Number(given));

const only = new Set(values.only.split(','));
const wanted = values.rates.split(',');
const schedules: readonly Arrivals[] = [
  steady(4, values.quick ? 10 : 15),
  burst(Math.round(300 * share)),
  steady(75, values.quick ? 1 : 10),
  poisson(45, values.quick ? 6 : 60),
].filter(({ name }) => only.has('rates') && wanted.some((prefix) => name.startsWith(prefix)));
const claimsOfAll = schedules.reduce((sum, { at }) => sum + at.length, 0);

try {
  if (given === undefined) {
    await fakeNodes(NODES);
    cleanUps.unshift(() => fakeNodes(0));
  }
  cleanUps.unshift(await installFloorResource());
  await stage.open();
  cleanUps.unshift(() => stage.close(600));
  const nats = `nats://${await serviceAddress('switchboard-dev', 'nats')}:4222`;
  const fleet = await FleetProcess.start({ namespace, nats, keys });
  cleanUps.splice(1, 0, () => fleet.stop());
  const watch = new ReadyWatch(client.of(voiceSessions) as never, namespace);
  const floorWatch = new ReadyWatch(client.of(floorSessions) as never, namespace);
  await within('the watches', 30, Promise.all([watch.synced, floorWatch.synced]));
  const bus = await operatorBus();
  await bus.ready(10_000);
  const caller = new Caller({ client, watch, bus, namespace, agent: stage.agent });

  await fillFromNothing(fleet);
  const floor = await Floor.open({ client, namespace, watch: floorWatch, keys, nodeSelector: { type: 'kwok' } });
  cleanUps.unshift(() => floor.clear());
  await floor.pods.make(FLOOR_PODS);
  const floors = new Map<string, FloorFigures>();
  for (const schedule of schedules) floors.set(schedule.name, await floorOf(schedule, floor));

  const p50 = new Map<string, number>();
  let live = 0;
  for (const refill of ['off', 'on'] as const) {
    for (const schedule of schedules) {
      live += schedule.at.length;
      const before = live - schedule.at.length;
      if (refill === 'off') await roomFor(Math.max(POOL, live), before);
      else await refillingPool(before);
      const result = await claimsOf(
        { schedule, refill, caller, fleet, floor: floors.get(schedule.name) as FloorFigures },
        p50,
      );
      if (refill === 'off') p50.set(schedule.name, result);
    }
  }
  if (only.has('live')) await tenThousand(caller, live);
} finally {
  for (const cleanUp of cleanUps) await Promise.resolve(cleanUp()).catch((error: unknown) => console.error(error));
}
process.exit(0);

/** No pod is made beyond these: what was claimed counts. */
async function roomFor(pods: number, claimed: number): Promise<void> {
  await stage.resize({ min: pods, max: pods, buffer: 0 });
  await stage.warm(pods - claimed, 300);
  await settle();
}

async function refillingPool(claimed: number): Promise<void> {
  await stage.resize({ min: 0, max: Math.min(10_000, claimed + POOL + claimsOfAll), buffer: POOL });
  await stage.warm(POOL, 300);
  await settle();
}

/** What the filling left to do (statuses, leases, garbage) is over. */
async function settle(): Promise<void> {
  await pause(5000);
}

async function fillFromNothing(fleet: FleetProcess): Promise<void> {
  await stage.resize({ min: POOL, max: POOL, buffer: 0 });
  const milliseconds = await stage.warm(POOL, 300);
  const made = (await writesIn(namespace, began)).filter(
    ({ verb, resource, agent }) => verb === 'create' && resource === 'pods' && agent === 'switchboard-operator',
  );
  const names = new Set(made.map(({ name }) => name));
  const { most } = await fleet.counts();
  const counted = { created: made.length, names: names.size, mostAtOnce: most, seconds: round(milliseconds / 1000) };
  const met = made.length === POOL && names.size === POOL && most === POOL;
  print({ bench: 'scale', case: `pool 0 -> ${POOL}`, unit: 'pods', n: POOL, ...counted, goal: { created: POOL }, met });
}

interface FloorFigures {
  readonly times: Figures;
  readonly processor: Shares;
}

async function floorOf(schedule: Arrivals, floor: Floor): Promise<FloorFigures> {
  const before = processorTime();
  const { done, failures } = await rush(
    schedule,
    (index) => floor.claim(`floor-${schedule.at.length}-${index}`),
    CLAIM_SECONDS,
  );
  const processor = shares(before, processorTime(), done.length);
  if (failures[0]) throw failures[0];
  await floor.clear();
  await settle();
  return { times: figures('scale', `floor ${schedule.name}`, 'ms', done), processor };
}

interface ClaimsCase {
  readonly schedule: Arrivals;
  readonly refill: 'off' | 'on';
  readonly caller: Caller;
  readonly fleet: FleetProcess;
  readonly floor: FloorFigures;
}

async function claimsOf({ schedule, refill, caller, fleet, floor }: ClaimsCase, p50: ReadonlyMap<string, number>) {
  const since = new Date();
  const cpuBefore = operator.cpuMs();
  const before = processorTime();
  const doublesBefore = (await fleet.counts()).doubles;
  const claims = await rush(
    schedule,
    (index) => caller.claim(`${refill}-${schedule.at.length}-${index}`),
    CLAIM_SECONDS,
  );
  const after = processorTime();
  const measured = report({
    name: schedule.name,
    refill,
    claims,
    floor: floor.times,
    operatorCpuMs: operator.cpuMs() - cpuBefore,
    doubles: (await fleet.counts()).doubles - doublesBefore,
    withoutRefill: p50.get(schedule.name),
  });
  const processor = shares(before, after, claims.done.length);
  const name = `${schedule.name}, refill ${refill}: processor time a claim`;
  print({ bench: 'scale', case: name, unit: 'ms', n: claims.done.length, ...processor, floor: floor.processor });
  if (refill === 'off') await writesPerClaim(schedule.name, since, claims.done.length);
  return measured;
}

/** The sessions' own create is the caller's, and is not among them. */
async function writesPerClaim(name: string, since: Date, claims: number): Promise<void> {
  const writes = (await writesIn(namespace, since)).filter(({ agent }) => agent === 'switchboard-operator');
  const of = (kinds: readonly string[]) => writes.filter(({ resource }) => kinds.includes(resource));
  const objects = of(['pods', 'voicesessions', 'voicesessions/status']);
  const beside = { events: of(['events']).length, leases: of(['leases']).length };
  const pool = of(['voicepools/status', 'voiceagents/status', 'voicetenants/status']).length;
  single(`API writes a claim, ${name}`, 'writes', objects.length / claims, 3, {
    ...beside,
    statusesOfPoolAgentTenant: pool,
    each: countBy(objects),
  });
}

async function tenThousand(caller: Caller, live: number): Promise<void> {
  await stage.resize({ min: LIVE, max: LIVE, buffer: 0 });
  await stage.warm(LIVE - live, 600);
  const rest: Arrivals = {
    name: 'the rest',
    at: Array.from({ length: LIVE - live - 1 }, (_, at) => at * FILL_EVERY_MS),
  };
  const { failures } = await rush(rest, (index) => caller.claim(`rest-${index}`), CLAIM_SECONDS);
  if (failures[0]) throw failures[0];
  await pause(20_000);
  single(`${LIVE} live: memory of the operator`, 'MB', operator.residentMegabytes(), 400, {
    peak: operator.peakMegabytes(),
  });
  const [cpuBefore, at] = [operator.cpuMs(), performance.now()];
  await pause(30_000);
  const percent = ((operator.cpuMs() - cpuBefore) / (performance.now() - at)) * 100;
  single(`${LIVE} live: idle CPU of the operator`, '% of a core', percent, 5);
  if (given === undefined) await restart(caller);
}

/** Caught up: a session created meanwhile has the last warm pod and is ready, which takes the caches, the lease and the pods' answers. */
async function restart(caller: Caller): Promise<void> {
  const before = operator.pod;
  const asked = performance.now();
  await operator.replace();
  const claimed = caller.claim('restarted');
  operator = await OperatorProcess.find(before);
  const { cr } = await claimed;
  const ready = performance.now();
  single(`${LIVE} live: process start to the first claim ready`, 's', (ready - operator.beganAt()) / 1000, 10, {
    fromSigtermSeconds: round((ready - asked) / 1000),
    claimMs: round(cr),
  });
  await pause(10_000);
  single(`${LIVE} live: memory after the restart`, 'MB', operator.residentMegabytes(), 400, {
    peak: operator.peakMegabytes(),
  });
}
