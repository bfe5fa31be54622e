import type { Lease } from './builtin.ts';

/** A lease as this process saw it: how long it has not changed is told by our own monotonic clock alone. */
export interface ObservedLease {
  readonly lease: Lease;
  /** When this record was first seen. */
  readonly since: number;
}

export interface Claimant {
  readonly identity: string;
  readonly leaseDurationMs: number;
}

export type LeaseDecision =
  | { readonly action: 'create' | 'take' | 'renew'; readonly reason: string }
  | { readonly action: 'wait'; readonly waitMs: number; readonly reason: string };

/**
 * The holder's renewTime is never compared with our clock: skew between machines would make two leaders. Only a
 * record that stood still for its whole duration, as we saw it, is up for taking.
 */
export function decideLease(observed: ObservedLease | undefined, claimant: Claimant, now: number): LeaseDecision {
  if (!observed) return { action: 'create', reason: 'there is no lease' };
  const spec = observed.lease.spec ?? {};
  const holder = spec.holderIdentity ?? '';
  if (holder === claimant.identity) return { action: 'renew', reason: 'the lease is ours' };
  if (holder === '') return { action: 'take', reason: 'the lease was released' };
  const durationMs =
    spec.leaseDurationSeconds === undefined ? claimant.leaseDurationMs : spec.leaseDurationSeconds * 1000;
  const waitMs = observed.since + durationMs - now;
  if (waitMs > 0) return { action: 'wait', waitMs, reason: `${holder} holds the lease` };
  return { action: 'take', reason: `${holder} did not renew the lease` };
}

/** Keeps the time of first sight while the record stays the same; edits of metadata don't count as renewals. */
export function observeLease(lease: Lease, before: ObservedLease | undefined, now: number): ObservedLease {
  const same = before !== undefined && record(before.lease) === record(lease);
  return { lease, since: same ? before.since : now };
}

function record({ spec, metadata }: Lease): string {
  return [metadata.uid, spec?.holderIdentity, spec?.renewTime, spec?.leaseTransitions].join('|');
}

/** The lease as we want it written. */
export function claimedLease(
  observed: ObservedLease | undefined,
  claimant: Claimant,
  at: string,
): NonNullable<Lease['spec']> {
  const before = observed?.lease.spec;
  const renewed = before?.holderIdentity === claimant.identity;
  return {
    holderIdentity: claimant.identity,
    leaseDurationSeconds: Math.ceil(claimant.leaseDurationMs / 1000),
    acquireTime: renewed ? (before.acquireTime ?? at) : at,
    renewTime: at,
    leaseTransitions: (before?.leaseTransitions ?? 0) + (renewed || !observed ? 0 : 1),
  };
}

/** Kubernetes' MicroTime, which wants all six digits. */
export function microTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}
