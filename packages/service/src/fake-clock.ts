import type { Clock } from './clock.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** A clock that a test moves by hand. Timers run in order of their time, then of their making. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #epoch: number;
  #timers = new Set<Timer>();

  constructor(epoch = 1_800_000_000_000) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** Sets the wall clock off by `ms`, as an administrator or NTP would; spans are not touched. */
  skew(ms: number): void {
    this.#epoch += ms;
  }

  get pending(): number {
    return this.#timers.size;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#elapsed + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const cancel = this.after(ms, finish);
      function finish() {
        cancel();
        signal?.removeEventListener('abort', finish);
        resolve();
      }
      signal?.addEventListener('abort', finish, { once: true });
    });
  }

  /** Moves time on, running what falls due and letting promises settle between timers. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.run();
      await settle();
    }
    this.#elapsed = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

/** Lets every promise chain that is ready run to its next real wait. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
