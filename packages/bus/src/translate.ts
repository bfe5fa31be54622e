import { errors } from '@nats-io/transport-node';
import { BusDownError, BusError, DeadlineError, NoRespondersError, RefusedError, StoreError } from './errors.ts';

/** The client's errors as ours. */
export function translate(error: unknown, subject: string, deadlineMs: number): BusError {
  if (error instanceof BusError) return error;
  const cause = rootOf(error);
  if (cause instanceof errors.NoRespondersError) return new NoRespondersError(subject, error);
  if (cause instanceof errors.TimeoutError) return new DeadlineError(subject, deadlineMs, error);
  if (cause instanceof errors.PermissionViolationError) return new RefusedError(subject, error);
  if (isApiError(cause)) return new StoreError(cause.status, `${subject}: ${cause.message}`);
  if (LOST.some((lost) => cause instanceof lost)) return new BusDownError(error);
  return new BusError(`The message bus failed on ${subject}.`, { cause: error });
}

const LOST = [
  errors.ConnectionError,
  errors.ClosedConnectionError,
  errors.DrainingConnectionError,
  errors.ProtocolError,
  errors.RequestError,
];

export function isAuthRefusal(error: Error | undefined): boolean {
  const cause = rootOf(error);
  return cause instanceof errors.AuthorizationError || cause instanceof errors.UserAuthenticationExpiredError;
}

export function asError(value: unknown): Error | undefined {
  if (value === undefined || value === null || value instanceof Error) return value ?? undefined;
  return new Error(String(value));
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

// Told by its shape, so that a pod does not carry the JetStream client only to know its error class.
function isApiError(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'apiError' in error && 'status' in error && typeof error.status === 'number';
}
