import { bus } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import type { Weather } from '../bus/weather.ts';
import { nodeReady } from '../cluster/node-state.ts';
import type { VoicePool } from '../cluster/resources.ts';
import type { World } from '../cluster/world.ts';
import { podFailures } from '../failures/index.ts';
import { claimOf, isDeleting, isFinished, runtimeHashOf, uidOf } from '../pod/marks.ts';
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

export function findMembers(pool: VoicePool, hash: string | undefined, deps: MemberDeps): Found[] {
  const key = `${pool.metadata.namespace}/${pool.metadata.name}`;
  return deps.world.pods
    .byIndex('pool', key)
    .filter((pod) => claimOf(pod) !== undefined)
    .map((pod) => found(pod, pool, hash, deps));
}

function found(pod: Pod, pool: VoicePool, hash: string | undefined, deps: MemberDeps): Found {
  const uid = uidOf(pod);
  if (isDeleting(pod) || deps.deleted.has(uid)) return { pod, member: { uid, kind: 'going' } };
  if (claimOf(pod) !== 'warm') return { pod, member: { uid, kind: isFinished(pod) ? 'going' : 'claimed' } };
  const ageMs = deps.clock.now() - Date.parse(pod.metadata.creationTimestamp ?? '');
  const failure = failureOf(pod, deps);
  const state = failure ? 'failed' : stateOf({ pod, pool, hash, ageMs }, deps);
  return { pod, failure, member: { uid, kind: 'warm', state, ageMs } };
}

/** Until the next warm pod retires or expires. A short life leaves less time between the two than there is between two looks. */
export function nextAgeMs({ spec }: Pick<VoicePool, 'spec'>, members: readonly Member[]): number {
  const maximumMs = spec.maximumAgeSeconds * 1000;
  const ages = members.flatMap((member) => (member.kind === 'warm' ? [member.ageMs] : []));
  const moments = ages.flatMap((ageMs) => [maximumMs * RETIRE_AT - ageMs, maximumMs - ageMs]);
  return 1 + Math.min(...moments.filter((ms) => ms >= 0));
}

interface Candidate {
  readonly pod: Pod;
  readonly pool: VoicePool;
  readonly hash: string | undefined;
  readonly ageMs: number;
}

function stateOf({ pod, pool, hash, ageMs }: Candidate, { world, warm }: MemberDeps): WarmState {
  if (runtimeHashOf(pod) !== hash) return 'outdated';
  if (!nodeReady(world, pod.spec?.nodeName)) return 'lost';
  const maximumMs = pool.spec.maximumAgeSeconds * 1000;
  if (ageMs > maximumMs) return 'expired';
  if (ageMs > maximumMs * RETIRE_AT) return 'retiring';
  return warm.isReady(pod) ? 'ready' : 'starting';
}

/** The same policies as for a pod with a session, and one more: it must be heard in time. */
function failureOf(pod: Pod, { world, roster, warm, weather, warmStartMs }: MemberDeps): Verdict | undefined {
  const uid = uidOf(pod);
  const silentMs = roster.silentMs(uid);
  // It runs, it answered and it was heard: there is nothing that could be wrong with it, and it is one of thousands.
  if (silentMs < HEARD_LATELY_MS && warm.isReady(pod)) return undefined;
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
