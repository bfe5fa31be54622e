import { type BackoffOptions, backoffDelay, type Clock, type Health, systemClock } from '@switchboard/service';
import type { QueueMetrics } from './metrics/queue.ts';
import type { Key } from './object.ts';
import { WaitingKeys } from './waiting-keys.ts';

export interface AddOptions {
  /** Higher goes first; 0 unless told. */
  readonly priority?: number | undefined;
  readonly afterMs?: number | undefined;
}

export interface WorkQueueOptions {
  readonly name: string;
  readonly clock?: Clock | undefined;
  readonly metrics?: { queue(name: string): QueueMetrics } | undefined;
  /** Of retry(); from 50 ms up to 60 s unless told. */
  readonly backoff?: BackoffOptions | undefined;
  /** Work on one key that takes longer makes the queue unhealthy; 5 min unless told. */
  readonly stuckAfterMs?: number | undefined;
}

interface Later {
  readonly at: number;
  readonly priority: number;
  readonly cancel: () => void;
}

/**
 * Keys waiting for work. A key waits at most once and is never handed out twice at a time: what arrives while it is
 * worked on is kept until done(). It holds keys and never events, so whoever takes one looks at the present.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #clock: Clock;
  readonly #metrics: QueueMetrics | undefined;
  readonly #waiting = new WaitingKeys();
  readonly #later = new Map<Key, Later>();
  readonly #working = new Map<Key, number>();
  readonly #again = new Map<Key, number>();
  readonly #failures = new Map<Key, number>();
  readonly #takers: ((key: Key) => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#metrics = options.metrics?.queue(options.name);
    this.#metrics?.observe(() => ({ depth: this.length, working: this.#workingSeconds() }));
  }

  /** Keys ready to be taken; delayed ones and those in work don't count. */
  get length(): number {
    return this.#waiting.size;
  }

  add(key: Key, { priority = 0, afterMs = 0 }: AddOptions = {}): void {
    if (afterMs > 0) this.#addLater(key, priority, afterMs);
    else if (this.#working.has(key)) this.#again.set(key, Math.max(priority, this.#again.get(key) ?? priority));
    else this.#addNow(key, priority);
  }

  /** Adds after a wait that doubles with each retry of the key, until forget(). */
  retry(
    key: Key,
    { priority, atLeastMs = 0 }: { priority?: number | undefined; atLeastMs?: number | undefined } = {},
  ): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#metrics?.retried();
    const backoff = backoffDelay(failures, this.#options.backoff ?? { baseMs: 50, maxMs: 60_000 });
    this.add(key, { priority, afterMs: Math.max(atLeastMs, backoff) });
  }

  /** How often the key was retried since it was last forgotten. */
  retries(key: Key): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The key succeeded: its next retry waits the least again. */
  forget(key: Key): void {
    this.#failures.delete(key);
  }

  /** The next key, to be given back with done(); undefined when the signal aborts. */
  take(signal: AbortSignal): Promise<Key | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const abort = () => {
        const at = this.#takers.indexOf(taker);
        if (at >= 0) this.#takers.splice(at, 1);
        resolve(undefined);
      };
      const taker = (key: Key) => {
        signal.removeEventListener('abort', abort);
        resolve(key);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#takers.push(taker);
      this.#serve();
    });
  }

  done(key: Key): void {
    const began = this.#working.get(key);
    if (began === undefined) return;
    this.#working.delete(key);
    this.#metrics?.worked((this.#clock.monotonic() - began) / 1000);
    const priority = this.#again.get(key);
    if (priority === undefined) return;
    this.#again.delete(key);
    this.add(key, { priority });
  }

  /** Forgets all that waits, now or later, but not what is in work. */
  clear(): void {
    for (const later of this.#later.values()) later.cancel();
    this.#later.clear();
    this.#waiting.clear();
    this.#again.clear();
    this.#failures.clear();
  }

  healthy(): Health {
    const { stuckAfterMs = 300_000, name } = this.#options;
    const now = this.#clock.monotonic();
    for (const began of this.#working.values()) {
      const age = now - began;
      if (age > stuckAfterMs) return { ok: false, message: `${name}: one key in work for ${Math.round(age / 1000)} s` };
    }
    return { ok: true };
  }

  #addNow(key: Key, priority: number): void {
    if (this.#waiting.add(key, priority, this.#clock.monotonic())) this.#metrics?.added();
    this.#serve();
  }

  /** The earlier of two delays holds; a reconcile that still finds it too early asks again. */
  #addLater(key: Key, priority: number, afterMs: number): void {
    const at = this.#clock.monotonic() + afterMs;
    const known = this.#later.get(key);
    if (known && known.at <= at) return;
    known?.cancel();
    const cancel = this.#clock.after(afterMs, () => {
      this.#later.delete(key);
      this.add(key, { priority });
    });
    this.#later.set(key, { at, priority, cancel });
  }

  #serve(): void {
    while (this.#takers.length > 0) {
      const next = this.#waiting.shift();
      if (!next) return;
      const now = this.#clock.monotonic();
      this.#working.set(next.key, now);
      this.#metrics?.waited((now - next.since) / 1000);
      this.#takers.shift()?.(next.key);
    }
  }

  #workingSeconds(): number[] {
    const now = this.#clock.monotonic();
    return [...this.#working.values()].map((began) => (now - began) / 1000);
  }
}
