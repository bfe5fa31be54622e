import { errors } from '@nats-io/transport-node';
import { BusDownError, BusError, DeadlineError, NoRespondersError, RefusedError } from './errors.ts';

/** The client's errors as ours. What it can't tell apart is a lost connection, which is the safe reading. */
export function translate(error: unknown, subject: string, deadlineMs: number): BusError {
  if (error instanceof BusError) return error;
  const cause = rootOf(error);
  if (cause instanceof errors.NoRespondersError) return new NoRespondersError(subject, error);
  if (cause instanceof errors.TimeoutError) return new DeadlineError(subject, deadlineMs, error);
  if (cause instanceof errors.PermissionViolationError) return new RefusedError(subject, error);
  return new BusDownError(error);
}

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
