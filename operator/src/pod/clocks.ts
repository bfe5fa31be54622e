import type { Limits } from '@switchboard/api';

/** Room for clean-up, clock differences and a goodbye, beyond what the limits add up to. */
const MARGIN_SECONDS = 600;

/** For how long a warm pod may live in all: waiting, then one conversation. Kubernetes lets this only shrink later. */
export const warmDeadline = (maximumAgeSeconds: number, limits: Limits): number =>
  maximumAgeSeconds + conversation(limits);

export const coldDeadline = (limits: Limits): number => limits.pendingSeconds + conversation(limits);

/** The deadline of a pod claimed at `ageSeconds`, never above the one it has. */
export function claimedDeadline(ageSeconds: number, limits: Limits, born: number | undefined): number {
  const needed = Math.ceil(ageSeconds) + conversation(limits);
  return born === undefined ? needed : Math.min(born, needed);
}

/** A room that waits with its pod must outlive the pod's wait and the caller's. */
export const roomWaitSeconds = (maximumAgeSeconds: number, limits: Limits): number =>
  maximumAgeSeconds + limits.joinSeconds + MARGIN_SECONDS;

export const DEPARTURE_MINIMUM_SECONDS = 30;
export const departureSeconds = (limits: Limits): number =>
  Math.max(DEPARTURE_MINIMUM_SECONDS, limits.reconnectSeconds);

const conversation = (limits: Limits): number => limits.joinSeconds + limits.maxDurationSeconds + MARGIN_SECONDS;
