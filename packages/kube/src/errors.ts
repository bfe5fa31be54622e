/** The `Status` object that the server answers with when it refuses. */
export interface Status {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly field?: string; readonly message?: string }[];
  };
}

/**
 * The server refused a request. `message` names the request, the code and the reason, and nothing that a body or a
 * header carried, so it may be logged. What the server said is in `status()`: show it to the object's author only,
 * because it quotes the object's values.
 */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  /** What the server asked us to wait; undefined if it asked nothing. */
  readonly retryAfterMs: number | undefined;
  readonly #status: Status;

  constructor(request: string, code: number, status: Status, retryAfterSeconds?: number) {
    const reason = status.reason ?? defaultReason(code);
    super(`${request}: ${code} ${reason}`);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.#status = status;
    const seconds = retryAfterSeconds ?? status.details?.retryAfterSeconds;
    this.retryAfterMs = seconds === undefined ? undefined : seconds * 1000;
  }

  /** A method and not a field, so that no logger prints it by accident. */
  status(): Status {
    return this.#status;
  }
}

/** No answer within the deadline. A write may or may not have happened: read before writing again. */
export class TimeoutError extends Error {
  constructor(request: string, ms: number) {
    super(`${request}: no answer within ${ms} ms; a write may have happened, read the object before trying again`);
    this.name = 'TimeoutError';
  }
}

/** The connection failed or broke. A write may or may not have happened: read before writing again. */
export class ConnectionError extends Error {
  constructor(request: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException)?.code ?? 'closed';
    super(`${request}: the connection to the API server failed (${code})`, { cause });
    this.name = 'ConnectionError';
  }
}

/** This replica does not hold the lease, so the write was not sent. */
export class NotLeaderError extends Error {
  constructor(message = 'this replica is not the leader; the write was not sent') {
    super(message);
    this.name = 'NotLeaderError';
  }
}

/** 409 of an update: the object changed, or its uid is another. Read again and decide anew. */
export const isConflict = (error: unknown): boolean => hasReason(error, 409, 'Conflict');
/** 409 of a create: the name is taken. */
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, 409, 'AlreadyExists');
export const isNotFound = (error: unknown): boolean => hasCode(error, 404);
/** 410: the resource version or continue token is too old; list again. */
export const isGone = (error: unknown): boolean => hasCode(error, 410) || hasReason(error, 504, 'Expired');
export const isForbidden = (error: unknown): boolean => hasCode(error, 403);
/** 403 by a ResourceQuota, told apart from missing rights by the words the quota plugin has always used. */
export const isQuotaExceeded = (error: unknown): boolean =>
  isForbidden(error) && ((error as ApiError).status().message ?? '').includes('exceeded quota');
export const isUnauthorized = (error: unknown): boolean => hasCode(error, 401);
/** 422: the object is against its schema. */
export const isInvalid = (error: unknown): boolean => hasCode(error, 422);
/** 429: flow control, or an eviction that a disruption budget forbids for now. */
export const isTooManyRequests = (error: unknown): boolean => hasCode(error, 429);

/** To built-in objects the server calls a guard's other uid an invalid change of the uid; it is a conflict. */
export function asConflict(error: unknown): unknown {
  if (!(error instanceof ApiError) || !isInvalid(error)) return error;
  const causes = error.status().details?.causes ?? [];
  if (!causes.some(({ field }) => field === 'metadata.uid')) return error;
  return new ApiError(error.message.split(':', 1)[0] ?? '', 409, { ...error.status(), reason: 'Conflict' });
}

/** Whether the same request may succeed later, unchanged. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TimeoutError || error instanceof ConnectionError) return true;
  return error instanceof ApiError && (error.code === 429 || error.code >= 500);
}

export function retryAfterMs(error: unknown): number | undefined {
  return error instanceof ApiError ? error.retryAfterMs : undefined;
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof ApiError && error.code === code;
}

function hasReason(error: unknown, code: number, reason: string): boolean {
  return hasCode(error, code) && (error as ApiError).reason === reason;
}

function defaultReason(code: number): string {
  if (code === 409) return 'Conflict';
  if (code === 429) return 'TooManyRequests';
  return code >= 500 ? 'ServerError' : 'Refused';
}
