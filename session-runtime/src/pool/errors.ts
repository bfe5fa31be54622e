/** What went wrong with one attempt, in the words that metrics and turn records use. */
export type FailureKind = 'timeout' | 'connect' | 'status' | 'busy' | 'stalled' | 'garbage' | 'aborted';

export class AttemptError extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  /** How long the endpoint asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    detail: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = 'AttemptError';
    this.kind = kind;
    this.status = detail.status;
    this.retryAfterMs = detail.retryAfterMs;
  }

  /** A request that is wrong everywhere must not go everywhere. */
  get final(): boolean {
    return (
      this.kind === 'aborted' ||
      (this.status !== undefined &&
        this.status >= 400 &&
        this.status < 500 &&
        ![404, 408, 409, 425, 429].includes(this.status))
    );
  }
}

/** Every endpoint of every list was tried or shut off. `cause` is the last failure. */
export class PoolExhausted extends Error {
  constructor(stage: string, cause: unknown) {
    super(`no ${stage} endpoint answered: look at the endpoints' state on the VoiceAgent, then at their logs`, {
      cause,
    });
    this.name = 'PoolExhausted';
  }
}

export const isAbort = (error: unknown): boolean => error instanceof AttemptError && error.kind === 'aborted';
