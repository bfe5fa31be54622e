import type { Problem } from './generated/types.ts';

/** The gateway answered with a problem document. Switch on `type`, the last part of its stable one. */
export class SwitchboardError extends Error {
  readonly problem: Problem;
  readonly status: number;
  /** What the gateway asked to wait, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfter: string | null) {
    super(problem.detail ?? problem.title);
    this.name = 'SwitchboardError';
    this.problem = problem;
    this.status = problem.status;
    this.retryAfterMs = retryAfter === null ? undefined : Number(retryAfter) * 1000;
  }

  get type(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf('/') + 1);
  }
}

/** The gateway could not be reached, or broke off; whether the request was carried out is not known. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('The gateway could not be reached. Check its address, and try again with the same Idempotency-Key.', {
      cause,
    });
    this.name = 'ConnectionError';
  }
}
