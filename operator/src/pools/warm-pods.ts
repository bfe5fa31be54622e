import type { Pod } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import { agentKey, type World } from '../cluster/world.ts';
import { agentOf, claimOf, isDeleting, isFinished, poolOf, roomOf, runtimeHashOf, uidOf } from '../pod/marks.ts';
import { ReadyPods } from './ready-pods.ts';

export interface WarmPodsOptions {
  readonly world: World;
  readonly roster: Roster;
  readonly clock: Clock;
  /** Hash of an agent's runtime now. */
  readonly hashOf: (agent: string) => string | undefined;
  readonly nodeReady: (node: string | undefined) => boolean;
  /** A pod became claimable: a session may be waiting for it. */
  readonly onReady: (agent: string) => void;
}

/**
 * The warm pods that can be claimed now. A taken pod is out of it in the same tick, so that no two sessions ever
 * reach for one pod; what really binds is the guarded patch on the pod.
 */
export class WarmPods {
  readonly #options: WarmPodsOptions;
  readonly #ready = new Map<string, ReadyPods>();
  readonly #taken = new Set<string>();

  constructor(options: WarmPodsOptions) {
    this.#options = options;
  }

  /** Looks at one pod again: it changed, or it answered. */
  refresh(pod: Pod): void {
    const uid = uidOf(pod);
    const agent = agentKey(pod.metadata.namespace, agentOf(pod));
    const claimable = !this.#taken.has(uid) && this.#isClaimable(pod, agent);
    if (!claimable) {
      this.#ready.get(agent)?.delete(uid);
      return;
    }
    const ready = this.#ready.get(agent) ?? new ReadyPods();
    this.#ready.set(agent, ready);
    if (ready.add(pod)) this.#options.onReady(agent);
  }

  refreshAgent(agent: string): void {
    for (const pod of this.#options.world.pods.byIndex('agent', agent)) refreshIfWarm(this, pod);
  }

  remove(pod: Pod): void {
    const uid = uidOf(pod);
    this.#taken.delete(uid);
    this.#ready.get(agentKey(pod.metadata.namespace, agentOf(pod)))?.delete(uid);
  }

  /** Whether there are more than `ahead` better ranked sessions need. */
  has(agent: string, ahead: number): boolean {
    return this.readyCount(agent) > ahead;
  }

  /** A pod on the node with the fewest conversations, unless `ahead` better ranked sessions need them all. */
  take(agent: string, ahead: number): Pod | undefined {
    const ready = this.#ready.get(agent);
    if (!ready || ready.size <= ahead) return undefined;
    const { pods } = this.#options.world;
    const best = ready.onLightestNode(
      (node) => pods.countByIndex('busyNode', node),
      (pod) => this.#isTooOld(pod),
    );
    if (!best) return undefined;
    ready.delete(uidOf(best));
    this.#taken.add(uidOf(best));
    return best;
  }

  /** It was not claimed after all: whoever changed it meanwhile, its next news decides. */
  giveBack(pod: Pod): void {
    this.#taken.delete(uidOf(pod));
    const { world } = this.#options;
    const now = world.pods.byUid(uidOf(pod));
    if (now) this.refresh(now);
  }

  readyCount(agent: string): number {
    return this.#ready.get(agent)?.size ?? 0;
  }

  get total(): number {
    let total = 0;
    for (const ready of this.#ready.values()) total += ready.size;
    return total;
  }

  isReady(pod: Pod): boolean {
    return this.readyOf(agentKey(pod.metadata.namespace, agentOf(pod)))(uidOf(pod));
  }

  /** Which pods of an agent can be claimed, by their uid. */
  readyOf(agent: string): (podUid: string) => boolean {
    const ready = this.#ready.get(agent);
    return (podUid) => ready?.has(podUid) ?? false;
  }

  #isClaimable(pod: Pod, agent: string): boolean {
    if (claimOf(pod) !== 'warm' || isDeleting(pod) || isFinished(pod) || pod.status?.phase !== 'Running') return false;
    if (runtimeHashOf(pod) !== this.#options.hashOf(agent) || roomOf(pod) === undefined) return false;
    const answered = this.#options.roster.of(uidOf(pod));
    if (!answered || answered.sessionUid !== undefined) return false;
    const prejoin = this.#options.world.agents.get(agent)?.spec.runtime.prejoin ?? false;
    if (answered.state !== (prejoin ? 'Prepared' : 'Idle')) return false;
    return this.#options.nodeReady(pod.spec?.nodeName) && !this.#isTooOld(pod);
  }

  #isTooOld(pod: Pod): boolean {
    const pool = this.#options.world.pools.get(`${pod.metadata.namespace}/${poolOf(pod)}`);
    if (!pool) return true;
    const age = this.#options.clock.now() - Date.parse(pod.metadata.creationTimestamp ?? '');
    return age > pool.spec.maximumAgeSeconds * 1000;
  }
}

export function refreshIfWarm(warm: WarmPods, pod: Pod): void {
  if (claimOf(pod) === 'warm') warm.refresh(pod);
}
