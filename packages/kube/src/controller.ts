import { type BackoffOptions, type Clock, type Health, systemClock } from '@switchboard/service';
import { NotLeaderError, retryAfterMs } from './errors.ts';
import type { ControllerMetrics } from './metrics/controller.ts';
import type { QueueMetrics } from './metrics/queue.ts';
import { type Key, type KubeObject, keyOf } from './object.ts';
import type { Reflector } from './reflector.ts';
import type { Change } from './store.ts';
import { type AddOptions, WorkQueue } from './work-queue.ts';

/** What a reconcile wants next; nothing when it is content. */
export interface Result {
  /** Look again after this long, without backoff. */
  readonly requeueAfterMs?: number | undefined;
  readonly priority?: number | undefined;
}

export type Request = Key | ({ readonly key: Key } & AddOptions);

export interface ControllerOptions {
  readonly name: string;
  /** Brings the world nearer to what the key's object wants. Called again after a failure, with backoff. */
  readonly reconcile: (key: Key, signal: AbortSignal) => Promise<Result | undefined>;
  /** Keys worked on at once; 1 unless told. */
  readonly concurrency?: number;
  readonly backoff?: BackoffOptions;
  readonly stuckAfterMs?: number;
  readonly clock?: Clock;
  readonly metrics?: { controller(name: string): ControllerMetrics; queue(name: string): QueueMetrics } | undefined;
  /** A failed reconcile, for the log. */
  readonly onError?: (error: unknown, key: Key) => void;
}

interface Watched {
  readonly synced: (signal: AbortSignal) => Promise<void>;
  /** Begins to enqueue: all that is there, then each change. Returns the way to stop. */
  readonly begin: () => () => void;
}

/** Reflectors fill the queue with keys; workers reconcile them, never two at a time for one key. */
export class Controller {
  readonly queue: WorkQueue;
  readonly #options: ControllerOptions;
  readonly #clock: Clock;
  readonly #metrics: ControllerMetrics | undefined;
  readonly #watched: Watched[] = [];

  constructor(options: ControllerOptions) {
    const { name, clock = systemClock, metrics, backoff, stuckAfterMs } = options;
    this.#options = options;
    this.#clock = clock;
    this.#metrics = metrics?.controller(name);
    this.queue = new WorkQueue({ name, clock, metrics, backoff, stuckAfterMs });
  }

  /** Says which keys a change concerns; without `map`, the changed object's own. The reflector is run elsewhere. */
  watches<T extends KubeObject>(
    reflector: Reflector<T>,
    map: (change: Change<T>) => Iterable<Request> = ({ object }) => [keyOf(object)],
  ): this {
    const enqueue = (change: Change<T>) => {
      for (const request of map(change)) this.#add(request);
    };
    this.#watched.push({
      synced: (signal) => reflector.synced(signal),
      begin: () => {
        const stop = reflector.onChange(enqueue);
        for (const object of reflector.store.list()) enqueue({ type: 'added', object });
        return stop;
      },
    });
    return this;
  }

  enqueue(key: Key, options?: AddOptions): void {
    this.queue.add(key, options);
  }

  healthy(): Health {
    return this.queue.healthy();
  }

  /**
   * Works until the signal aborts and the reconciles under way have ended. May be run again, as after leadership was
   * lost and won: each run begins with every object there is.
   */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all(this.#watched.map(({ synced }) => synced(signal)));
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const stops = this.#watched.map(({ begin }) => begin());
    try {
      await Promise.all(Array.from({ length: this.#options.concurrency ?? 1 }, () => this.#work(signal)));
    } finally {
      for (const stop of stops) stop();
      this.queue.clear();
    }
  }

  #add(request: Request): void {
    if (typeof request === 'string') this.queue.add(request);
    else this.queue.add(request.key, request);
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await this.queue.take(signal);
      if (key === undefined) return;
      await this.#reconcile(key, signal);
      this.queue.done(key);
    }
  }

  async #reconcile(key: Key, signal: AbortSignal): Promise<void> {
    const began = this.#clock.monotonic();
    this.#metrics?.began();
    let outcome: 'success' | 'error' | 'requeue_after' = 'success';
    try {
      const result = await this.#options.reconcile(key, signal);
      this.queue.forget(key);
      if (result?.requeueAfterMs !== undefined) {
        outcome = 'requeue_after';
        this.queue.add(key, { afterMs: Math.max(1, result.requeueAfterMs), priority: result.priority });
      }
    } catch (error) {
      outcome = 'error';
      if (!signal.aborted) this.#failed(key, error);
    }
    this.#metrics?.ended(outcome, (this.#clock.monotonic() - began) / 1000);
  }

  #failed(key: Key, error: unknown): void {
    this.queue.retry(key, { atLeastMs: retryAfterMs(error) });
    if (!(error instanceof NotLeaderError)) this.#options.onError?.(error, key);
  }
}
