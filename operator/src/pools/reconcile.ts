import { API_VERSION, type PoolReason } from '@switchboard/api';
import { isConflict, type Key, keyOf, type Recorder, type Result, refOf } from '@switchboard/kube';
import type { Clock, Logger } from '@switchboard/service';
import type { Budgets } from '../budgets/budget.ts';
import type { VoiceAgent, VoicePool } from '../cluster/resources.ts';
import { agentKey } from '../cluster/world.ts';
import type { Metrics } from '../metrics.ts';
import { unschedulableMessage } from '../pod/container.ts';
import { deleteWarm, type PodMaker, PodRefusedError } from '../pod/maker.ts';
import { isPlaceholder, uidOf } from '../pod/marks.ts';
import type { Admission } from '../queue/admission.ts';
import { difference } from '../sessions/conditions.ts';
import { Breaker } from './breaker.ts';
import { decidePool, type PoolPlan, type Removal } from './decide.ts';
import { type Found, findMembers, type MemberDeps, nextAgeMs } from './members.ts';
import { poolNews } from './news.ts';
import type { Pace } from './pace.ts';
import { keepPlaceholders, type PlaceholderSettings } from './placeholders.ts';
import { scheduleProblem, targetsAt } from './schedule.ts';
import { type PoolTrouble, poolStatus } from './status.ts';

export interface PoolDeps extends MemberDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly events: Recorder;
  readonly maker: PodMaker;
  readonly admission: Admission;
  readonly budgets: Budgets;
  readonly pace: Pace;
  readonly breakers: Map<string, Breaker>;
  /** When the status of each pool was last written. */
  readonly countsWritten: Map<string, number>;
  readonly placeholders: PlaceholderSettings;
}

/** Schedules and silences come without an event. */
const LOOK_AGAIN_MS = 15_000;

export async function reconcilePool(key: Key, deps: PoolDeps): Promise<Result | undefined> {
  const pool = deps.world.pools.get(key);
  if (!pool || pool.metadata.deletionTimestamp) {
    deps.breakers.delete(key);
    deps.countsWritten.delete(key);
    return undefined;
  }
  const agent = deps.world.agents.get(agentKey(pool.metadata.namespace, pool.spec.agent));
  const breaker = deps.breakers.get(key) ?? new Breaker(deps.clock);
  deps.breakers.set(key, breaker);
  const pods = deps.world.pods.byIndex('pool', key);
  const found = findMembers(pool, pods, agent && deps.maker.hashOf(agent), deps);
  learn(found, breaker);
  const plan = planOf(pool, agent, found, breaker, deps);
  await remove(found, plan.remove, deps);
  await giveCredentials(found, deps);
  const short = agent ? await create(pool, agent, plan, breaker, deps) : 0;
  await keepPlaceholders({ pool, agent, have: pods.filter(isPlaceholder) }, deps.world, deps.placeholders);
  const statusDueMs = await writeStatus(pool, plan, troubleOf(pool, agent, found, breaker), deps);
  const members = found.map(({ member }) => member);
  const waits = [LOOK_AGAIN_MS, nextAgeMs(pool, members)];
  if (short > 0) waits.push(deps.pace.againMs(plan.need));
  if (statusDueMs > 0) waits.push(statusDueMs);
  if (breaker.waitMs() > 0) waits.push(breaker.waitMs());
  return { requeueAfterMs: Math.min(...waits) };
}

function learn(found: readonly Found[], breaker: Breaker): void {
  if (found.some(({ member }) => member.kind === 'warm' && member.state === 'ready')) {
    const failing = found.some(({ failure }) => failure !== undefined);
    if (!failing && breaker.waitMs() === 0) breaker.succeeded();
  }
  for (const { member, failure } of found) if (failure) breaker.failed(member.uid, failure.message);
}

function planOf(
  pool: VoicePool,
  agent: VoiceAgent | undefined,
  found: readonly Found[],
  breaker: Breaker,
  { clock }: PoolDeps,
): PoolPlan {
  const starting = found.filter(({ member }) => member.kind === 'warm' && member.state === 'starting').length;
  const targets = targetsAt(pool.spec, new Date(clock.now()));
  return decidePool({
    spec: pool.spec,
    targets: agent ? targets : { min: 0, buffer: 0 },
    members: found.map(({ member }) => member),
    allowance: agent ? breaker.allowance(starting) : 0,
  });
}

async function remove(found: readonly Found[], removals: readonly Removal[], deps: PoolDeps): Promise<void> {
  if (removals.length === 0) return;
  const pods = new Map(found.map(({ pod }) => [uidOf(pod), pod]));
  for (const { uid, why } of removals) {
    const pod = pods.get(uid);
    if (!pod) continue;
    deps.warm.remove(pod);
    deps.deleted.add(uid);
    // A pod on a node that doesn't answer would stay "terminating" for ever, and be counted.
    const gone = await deleteWarm(deps.world, pod, why === 'lost' ? 0 : undefined).catch((error: unknown) => {
      deps.deleted.delete(uid);
      throw error;
    });
    if (gone) deps.metrics.poolPod(why);
    else deps.deleted.delete(uid);
  }
}

/** A leader may have died between a pod and its credential: the pod waits for it, and nobody else will make it. */
async function giveCredentials(found: readonly Found[], { roster, maker }: PoolDeps): Promise<void> {
  for (const { member, pod } of found) {
    const waits = member.kind === 'warm' && member.state === 'starting' && !roster.of(member.uid);
    if (waits) await maker.credential(pod);
  }
}

/** Returns how many it had to leave for later. */
async function create(
  pool: VoicePool,
  agent: VoiceAgent,
  plan: PoolPlan,
  breaker: Breaker,
  deps: PoolDeps,
): Promise<number> {
  if (plan.create === 0) return 0;
  await deps.budgets.ensure(pool.metadata.namespace);
  const now = deps.pace.take(plan.create, plan.need);
  const made = await Promise.allSettled(Array.from({ length: now }, () => deps.maker.warm(pool, agent)));
  for (const { status } of made) if (status === 'fulfilled') deps.metrics.poolPod('created');
  const failed = made.find((result) => result.status === 'rejected');
  if (!failed) return plan.create - now;
  if (!(failed.reason instanceof PodRefusedError)) throw failed.reason;
  breaker.refused(failed.reason.message);
  return 0;
}

function troubleOf(
  pool: VoicePool,
  agent: VoiceAgent | undefined,
  found: readonly Found[],
  breaker: Breaker,
): PoolTrouble | undefined {
  const trouble = (reason: PoolReason, message: string): PoolTrouble => ({ reason, message, degraded: true });
  if (!agent) return trouble('AgentNotFound', `There is no VoiceAgent ${pool.spec.agent}.`);
  const schedule = scheduleProblem(pool.spec);
  if (schedule) return trouble('Invalid', schedule);
  if (breaker.failures > 0) {
    const reason = /quota|usage per/.test(breaker.message) ? 'QuotaRefused' : 'PodsUnhealthy';
    return { ...trouble(reason, breaker.message), degraded: breaker.isOpen || reason === 'QuotaRefused' };
  }
  for (const { pod } of found) {
    const message = unschedulableMessage(pod);
    if (message) return trouble('Unschedulable', message);
  }
  return undefined;
}

/** In a rush the counts change with every claim; what they are is written once in this time. */
const COUNTS_EVERY_MS = 1000;

/** Returns how long a change of mere counts has still to wait; 0: nothing waits. */
async function writeStatus(
  pool: VoicePool,
  plan: PoolPlan,
  trouble: PoolTrouble | undefined,
  { world, clock, admission, events, countsWritten }: PoolDeps,
): Promise<number> {
  const agent = agentKey(pool.metadata.namespace, pool.spec.agent);
  const queued = admission.waitingFor(agent) + admission.seekersCount(agent);
  const status = poolStatus(pool, { plan, queued, trouble }, new Date(clock.now()).toISOString());
  const patch = difference(pool.status, status);
  if (!patch) return 0;
  const { uid } = pool.metadata;
  const key = keyOf(pool);
  const sinceMs = clock.monotonic() - (countsWritten.get(key) ?? Number.NEGATIVE_INFINITY);
  if (patch['conditions'] === undefined && sinceMs < COUNTS_EVERY_MS) return COUNTS_EVERY_MS - sinceMs;
  countsWritten.set(key, clock.monotonic());
  try {
    world.pools.offer(await world.pools.api.patchStatus(refOf(pool), patch, { uid }));
    const regarding = { ...pool, apiVersion: API_VERSION, kind: 'VoicePool' };
    for (const news of poolNews(pool.status, status)) events.record({ regarding, action: 'Refill', ...news });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  return 0;
}
