import { labels, MANAGED_BY, type PoolReason, type PoolStatus, poolReasons } from '@switchboard/api';
import type { VoicePool } from '../cluster/resources.ts';
import { withCondition } from '../sessions/conditions.ts';
import type { PoolPlan } from './decide.ts';

/** Why a pool isn't as it should be; nothing if it is. */
export interface PoolTrouble {
  readonly reason: PoolReason;
  readonly message: string;
  /** Worth a person's look, and not only a wait. */
  readonly degraded: boolean;
}

export interface PoolFacts {
  readonly plan: PoolPlan;
  readonly queued: number;
  readonly trouble: PoolTrouble | undefined;
}

export function poolStatus(pool: VoicePool, { plan, queued, trouble }: PoolFacts, now: string): PoolStatus {
  const { counts, desired, atMaximum } = plan;
  const at = { now, generation: pool.metadata.generation };
  const full = trouble?.reason !== 'AgentNotFound' && counts.ready + counts.claimed >= desired;
  const ready = full ? ok('PodsReady') : (trouble ?? ok('Refilling'));
  const degraded = trouble?.degraded ? trouble : undefined;
  let conditions = withCondition(pool.status?.conditions, said('Ready', full, ready), at);
  const saturated = atMaximum ? ok('AtMaximum') : ok('BelowMaximum');
  conditions = withCondition(conditions, said('Saturated', atMaximum, saturated), at);
  conditions = withCondition(conditions, said('Degraded', degraded !== undefined, degraded ?? ok('Healthy')), at);
  const { waitingFor, ...before } = pool.status ?? {};
  return {
    ...before,
    ...(pool.metadata.generation === undefined ? {} : { observedGeneration: pool.metadata.generation }),
    desired,
    pods: counts.pods,
    ready: counts.ready,
    starting: counts.starting,
    claimed: counts.claimed,
    queued,
    selector: `${labels.managedBy}=${MANAGED_BY},${labels.pool}=${pool.metadata.name}`,
    ...(full ? {} : { waitingFor: (trouble?.message ?? poolReasons.Refilling).slice(0, 253) }),
    conditions,
  };
}

const ok = (reason: PoolReason) => ({ reason, message: poolReasons[reason] });

function said(type: string, is: boolean, { reason, message }: { reason: PoolReason; message: string }) {
  return { type, status: is ? ('True' as const) : ('False' as const), reason, message };
}
