export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  /** Growth from one attempt to the next; 2 unless told. */
  readonly factor?: number;
  /** Share of the delay that is random, 0 to 1; 0.5 unless told. */
  readonly jitter?: number;
}

/** The wait before retry number `attempt` (0 is the first): exponential, bounded, jittered downwards. */
export function backoffDelay(attempt: number, options: BackoffOptions, random: () => number = Math.random): number {
  const { baseMs, maxMs, factor = 2, jitter = 0.5 } = options;
  const full = Math.min(maxMs, baseMs * factor ** Math.min(attempt, 64));
  return full * (1 - jitter * random());
}
