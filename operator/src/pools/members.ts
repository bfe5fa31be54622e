import { bus } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import type { Weather } from '../bus/weather.ts';
import { nodeReady } from '../cluster/node-state.ts';
import type { VoicePool } from '../cluster/resources.ts';
import { agentKey, type World } from '../cluster/world.ts';
import { podFailures } from '../failures/index.ts';
import { type Claim, claimOf, isDeleting, isFinished, runtimeHashOf, uidOf } from '../pod/marks.ts';
import type { Verdict } from '../sessions/view.ts';
import type { Member, WarmState } from './decide.ts';
import type { WarmPods } from './warm-pods.ts';

export interface MemberDeps {
  readonly world: World;
  readonly warm: WarmPods;
  readonly clock: Clock;
  readonly warmStartMs: number;
  readonly deleted: Set<string>;
  readonly roster: Roster;
  readonly weather: Weather;
}

/** Beyond this share of its maximum age a warm pod's successor is made, so that the pool doesn't run dry when it goes. */
const RETIRE_AT = 0.9;
const HEARD_LATELY_MS = 2 * bus.HEARTBEAT_SECONDS * 1000;

export interface Found {
  readonly member: Member;
  readonly pod: Pod;
  readonly failure?: Verdict | undefined;
}

/** What holds for all pods of a pool in one look: there are thousands of them, and claims wait behind the look. */
interface Look {
  readonly pool: VoicePool;
  readonly hash: string | undefined;
  readonly now: number;
  readonly isReady: (uid: string) => boolean;
  readonly isNodeReady: (node: string | undefined) => boolean;
}

/** `pods`: those that carry the pool's name. Those that only hold room for others are no members. */
export function findMembers(
  pool: VoicePool,
  pods: readonly Pod[],
  hash: string | undefined,
  deps: MemberDeps,
): Found[] {
  const look: Look = {
    pool,
    hash,
    now: deps.clock.now(),
    isReady: deps.warm.readyOf(agentKey(pool.metadata.namespace, pool.spec.agent)),
    isNodeReady: nodesReady(deps.world),
  };
  return pods.flatMap((pod) => {
    const claim = claimOf(pod);
    return claim === undefined ? [] : found(pod, claim, look, deps);
  });
}

/** Asked of thousands of pods, and of a few nodes. */
function nodesReady(world: World): Look['isNodeReady'] {
  const known = new Map<string | undefined, boolean>();
  return (node) => {
    const ready = known.get(node) ?? nodeReady(world, node);
    known.set(node, ready);
    return ready;
  };
}

function found(pod: Pod, claim: Claim, look: Look, deps: MemberDeps): Found {
  const uid = uidOf(pod);
  if (isDeleting(pod) || deps.deleted.has(uid)) return { pod, member: { uid, kind: 'going' } };
  if (claim !== 'warm') return { pod, member: { uid, kind: isFinished(pod) ? 'going' : 'claimed' } };
  const ageMs = look.now - Date.parse(pod.metadata.creationTimestamp ?? '');
  const isReady = look.isReady(uid);
  const failure = failureOf(pod, isReady, deps);
  const state = failure ? 'failed' : stateOf(pod, { ageMs, isReady }, look);
  return { pod, failure, member: { uid, kind: 'warm', state, ageMs } };
}

/** Until the next warm pod retires or expires. A short life leaves less time between the two than there is between two looks. */
export function nextAgeMs({ spec }: Pick<VoicePool, 'spec'>, members: Iterable<Member>): number {
  const maximumMs = spec.maximumAgeSeconds * 1000;
  let soonest = Number.POSITIVE_INFINITY;
  for (const member of members) {
    if (member.kind !== 'warm') continue;
    for (const ms of [maximumMs * RETIRE_AT - member.ageMs, maximumMs - member.ageMs]) {
      if (ms >= 0 && ms < soonest) soonest = ms;
    }
  }
  return 1 + soonest;
}

function stateOf(
  pod: Pod,
  { ageMs, isReady }: { readonly ageMs: number; readonly isReady: boolean },
  { pool, hash, isNodeReady }: Look,
): WarmState {
  if (runtimeHashOf(pod) !== hash) return 'outdated';
  if (!isNodeReady(pod.spec?.nodeName)) return 'lost';
  const maximumMs = pool.spec.maximumAgeSeconds * 1000;
  if (ageMs > maximumMs) return 'expired';
  if (ageMs > maximumMs * RETIRE_AT) return 'retiring';
  return isReady ? 'ready' : 'starting';
}

/** The same policies as for a pod with a session, and one more: it must be heard in time. */
function failureOf(
  pod: Pod,
  isReady: boolean,
  { world, roster, weather, warmStartMs }: MemberDeps,
): Verdict | undefined {
  const uid = uidOf(pod);
  const silentMs = roster.silentMs(uid);
  // It runs, it answered and it was heard: there is nothing that could be wrong with it, and it is one of thousands.
  if (isReady && silentMs < HEARD_LATELY_MS) return undefined;
  const view = {
    uid,
    name: pod.metadata.name,
    bound: false,
    seen: pod,
    finished: isFinished(pod),
    heardOut: true,
    deletedByUs: false,
    answered: roster.of(uid) !== undefined,
    silentMs,
    memoryPeakBytes: isFinished(pod) ? roster.vitals(uid)?.memory.peakBytes : undefined,
    mountFailure: world.mountFailures.byIndex('pod', uid).at(-1)?.message,
  };
  for (const policy of podFailures) {
    const verdict = policy({ pod: view });
    if (verdict) return verdict;
  }
  const scheduled = pod.spec?.nodeName !== undefined;
  if (!scheduled || weather.frozen || silentMs < warmStartMs) return undefined;
  return { reason: 'PodCrashed', message: `The pod was not heard for ${Math.round(silentMs / 1000)} s.` };
}
