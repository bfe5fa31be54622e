import type { PoolSpec } from '@switchboard/api';
import type { Targets } from './schedule.ts';

export type WarmState = 'ready' | 'starting' | 'failed' | 'lost' | 'outdated' | 'expired' | 'retiring';

/** One pod of the pool, as far as the pool cares. */
export type Member =
  | { readonly uid: string; readonly kind: 'claimed' | 'going' }
  | { readonly uid: string; readonly kind: 'warm'; readonly state: WarmState; readonly ageMs: number };

export interface PoolView {
  readonly spec: Pick<PoolSpec, 'max'>;
  readonly targets: Targets;
  readonly members: readonly Member[];
  /** Pods that may be made now, given how the last ones fared. */
  readonly allowance: number;
}

export interface Removal {
  readonly uid: string;
  readonly why: 'failed' | 'lost' | 'rolled' | 'expired' | 'surplus';
}

export interface PoolPlan {
  readonly desired: number;
  readonly create: number;
  readonly remove: readonly Removal[];
  readonly counts: {
    readonly pods: number;
    readonly ready: number;
    readonly starting: number;
    readonly claimed: number;
    readonly going: number;
  };
  readonly atMaximum: boolean;
  /** The share of the warm pods wanted that is neither ready nor on its way, from 0 to 1. */
  readonly need: number;
}

/**
 * How many pods to make and which to drop. Pods on their way and pods that are still going away count too, so that
 * nothing is made twice and the pool is never above its maximum, not for a second.
 */
export function decidePool({ spec, targets, members, allowance }: PoolView): PoolPlan {
  const warm = members.filter((member) => member.kind === 'warm');
  const claimed = members.filter(({ kind }) => kind === 'claimed').length;
  const going = members.filter(({ kind }) => kind === 'going').length;
  const desired = Math.min(spec.max, Math.max(targets.min, claimed + targets.buffer));
  const staying = warm.filter(({ state }) => state === 'ready' || state === 'starting');
  const remove = [...warm.flatMap(removalOf), ...surplus(staying, desired - claimed)];
  const missing = desired - claimed - staying.length;
  const room = spec.max - members.length;
  return {
    desired,
    create: Math.max(0, Math.min(missing, room, allowance)),
    remove,
    counts: {
      pods: claimed + warm.length,
      ready: warm.filter(({ state }) => state === 'ready' || state === 'retiring').length,
      starting: warm.filter(({ state }) => state === 'starting').length,
      claimed,
      going,
    },
    atMaximum: claimed + staying.length >= spec.max,
    need: missing > 0 ? missing / (desired - claimed) : 0,
  };
}

const removals: Partial<Record<WarmState, Removal['why']>> = {
  failed: 'failed',
  lost: 'lost',
  outdated: 'rolled',
  expired: 'expired',
};

type Warm = Extract<Member, { kind: 'warm' }>;

function removalOf({ uid, state }: Warm): Removal[] {
  const why = removals[state];
  return why ? [{ uid, why }] : [];
}

/** Those that are not ready yet go first, then the youngest: they have cost the least. */
function surplus(staying: readonly Warm[], wanted: number): Removal[] {
  const over = staying.length - Math.max(0, wanted);
  if (over <= 0) return [];
  const order = [...staying].sort(
    (a, b) => Number(a.state === 'ready') - Number(b.state === 'ready') || a.ageMs - b.ageMs,
  );
  return order.slice(0, over).map(({ uid }) => ({ uid, why: 'surplus' }));
}
