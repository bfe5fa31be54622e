import { type Clock, systemClock } from '@switchboard/service';
import { leases } from './builtin.ts';
import type { Client } from './client.ts';
import type { WriteGuard } from './client-options.ts';
import { NotLeaderError } from './errors.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { Reflector } from './reflector.ts';

export interface ElectorOptions {
  readonly client: Client;
  readonly namespace: string;
  /** Of the Lease. */
  readonly name: string;
  /** Of this process and no other, ever: the pod's name and uid, say. */
  readonly identity: string;
  /** How long others wait for a silent leader; 15 s unless told. */
  readonly leaseDurationMs?: number;
  /** How long a leader that can't renew goes on writing; 10 s unless told, less than the duration. */
  readonly renewDeadlineMs?: number;
  /** Between renewals; 2 s unless told. */
  readonly retryPeriodMs?: number;
  readonly clock?: Clock;
  readonly metrics?: { elector(name: string): { leading(is: boolean): void } } | undefined;
  readonly onError?: (error: unknown) => void;
}

/**
 * Leader election on a Lease. `check()` is the promise to the outside: it passes only while no other process can
 * hold the lease, judged by our own monotonic clock from before the last renewal was sent. A process that was
 * stopped and woken finds it failing before it writes anything.
 */
export class Elector implements WriteGuard {
  readonly #options: ElectorOptions;
  readonly #clock: Clock;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #keeper: LeaseKeeper;
  #validUntil = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => {};

  constructor(options: ElectorOptions) {
    const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000, clock = systemClock } = options;
    if (renewDeadlineMs >= leaseDurationMs || retryPeriodMs >= renewDeadlineMs) {
      throw new RangeError('leader election needs retryPeriodMs < renewDeadlineMs < leaseDurationMs');
    }
    this.#options = options;
    this.#clock = clock;
    this.#renewDeadlineMs = renewDeadlineMs;
    this.#retryPeriodMs = retryPeriodMs;
    this.#keeper = new LeaseKeeper({ ...options, leaseDurationMs, timeoutMs: renewDeadlineMs / 2, clock });
    this.#report();
  }

  get isLeader(): boolean {
    return this.#clock.monotonic() < this.#validUntil;
  }

  check(): void {
    if (!this.isLeader) throw new NotLeaderError();
  }

  /**
   * Stands for election until the signal aborts. `lead` runs each time it is won, with a signal that aborts when the
   * lease is lost or the outer signal aborts. On the way down the lease is kept until `lead` has ended, then released.
   */
  async run(signal: AbortSignal, lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const following = new AbortController();
    const follower = this.#follow(AbortSignal.any([signal, following.signal]));
    try {
      while (!signal.aborted) {
        if (await this.#win(signal)) await this.#lead(signal, lead);
      }
    } finally {
      following.abort();
      await follower;
    }
  }

  async #win(signal: AbortSignal): Promise<boolean> {
    const waitMs = await this.#attempt(signal);
    if (waitMs === undefined) return true;
    await this.#pause(Math.min(waitMs, this.#retryPeriodMs), signal);
    return false;
  }

  async #lead(signal: AbortSignal, lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const end = new AbortController();
    const ended = new AbortController();
    const stop = () => end.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#report();
    const leading = lead(end.signal).finally(() => ended.abort());
    // What `lead` throws is thrown by the await below; until then it is not unhandled.
    leading.catch(() => {});
    try {
      await this.#keep(ended.signal);
      end.abort();
      await leading;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.#release();
    }
  }

  /** Renews until `ended` or until the lease can no longer be counted on. */
  async #keep(ended: AbortSignal): Promise<void> {
    while (!ended.aborted && this.isLeader) {
      await this.#clock.sleep(Math.min(this.#retryPeriodMs, this.#leftMs()), ended);
      if (ended.aborted) return;
      const expiry = new AbortController();
      const cancel = this.#clock.after(this.#leftMs(), () => expiry.abort());
      const waitMs = await this.#attempt(AbortSignal.any([ended, expiry.signal]));
      cancel();
      if (waitMs !== undefined && waitMs > 0) return;
    }
  }

  #leftMs(): number {
    return Math.max(0, this.#validUntil - this.#clock.monotonic());
  }

  /** undefined: the lease is ours. Otherwise how long to wait before it may become so; 0 when that is not known. */
  async #attempt(signal: AbortSignal): Promise<number | undefined> {
    try {
      const attempt = await this.#keeper.attempt(signal);
      if (!attempt.held) return attempt.waitMs;
      this.#validUntil = attempt.since + this.#renewDeadlineMs;
      return undefined;
    } catch (error) {
      if (!signal.aborted) this.#options.onError?.(error);
      return 0;
    }
  }

  async #release(): Promise<void> {
    const wasLeader = this.isLeader;
    this.#validUntil = Number.NEGATIVE_INFINITY;
    this.#report();
    if (!wasLeader) return;
    await this.#keeper.release().catch((error) => this.#options.onError?.(error));
  }

  /** Watches the lease, so that a release is taken up at once instead of at the next period. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { client, namespace, name, onError } = this.#options;
    const reflector = new Reflector({
      api: client.of(leases),
      namespace,
      fieldSelector: `metadata.name=${name}`,
      clock: this.#clock,
      ...(onError ? { onError } : {}),
    });
    reflector.onChange(({ type, object }) => {
      if (type === 'deleted' || !object.spec?.holderIdentity) this.#wake();
    });
    await reflector.run(signal);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#clock.sleep(Math.max(ms, 50), AbortSignal.any([signal, woken.signal]));
    this.#wake = () => {};
  }

  #report(): void {
    this.#options.metrics?.elector(this.#options.name).leading(this.isLeader);
  }
}
