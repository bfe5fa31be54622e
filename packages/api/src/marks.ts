import { GROUP } from './resources/define.ts';

/** Labels, annotations and finalizers that more than one program reads. */
export const labels = {
  agent: `${GROUP}/agent`,
  pool: `${GROUP}/pool`,
  session: `${GROUP}/session`,
  /** "warm", "claimed" or "cold": which pods a PodDisruptionBudget protects. */
  claim: `${GROUP}/claim`,
  runtimeHash: `${GROUP}/runtime-hash`,
  managedBy: 'app.kubernetes.io/managed-by',
} as const;

export const annotations = {
  room: `${GROUP}/room`,
  sessionUid: `${GROUP}/session-uid`,
  /** SHA-256 of the request body behind an Idempotency-Key: the same key with another body is refused. */
  requestHash: `${GROUP}/request-hash`,
  createdBy: `${GROUP}/created-by`,
  /** "true": made with an Idempotency-Key, so that the ended session is kept for IDEMPOTENCY_SECONDS at least. */
  keyed: `${GROUP}/keyed`,
  /** Keyed hash of the address that came through a shareable link. */
  sharedWith: `${GROUP}/shared-with`,
  /** W3C traceparent of the request that made the session; only where traces are on. */
  traceparent: `${GROUP}/traceparent`,
  /** "true": nobody will ask for this session again; it is deleted as soon as it has ended. */
  discard: `${GROUP}/discard`,
} as const;

/** How long an Idempotency-Key is remembered at least. */
export const IDEMPOTENCY_SECONDS = 86_400;
export const SESSION_FINALIZER = `${GROUP}/session`;
export const MANAGED_BY = 'switchboard';
