import type { Clock } from '@switchboard/service';

export interface PaceOptions {
  readonly clock: Clock;
  readonly perSecond: number;
  readonly perSecondBusy: number;
  /** Sessions are starting: they go first. */
  readonly busy: () => boolean;
  /** Claims are being written in this very moment. */
  readonly claiming: () => boolean;
  /** How many more pods the nodes can start at once. */
  readonly room: () => number;
}

/**
 * Shares out the making of warm pods, over all pools: briskly in quiet times, slowly while sessions start; but the more
 * of a reserve is gone the faster, since a session that finds no warm pod waits longer than one that shares the servers.
 */
export class Pace {
  readonly #options: PaceOptions;
  #tokens = 0;
  #at: number;
  #asideSince: number | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#at = options.clock.monotonic();
    this.#tokens = options.perSecondBusy;
  }

  /** How many of `wanted` may be made now. `need`: the share of the pool's reserve that is gone, from 0 to 1. */
  take(wanted: number, need: number): number {
    const rate = this.#rate(need);
    const now = this.#options.clock.monotonic();
    if (this.#asideMs(now) > 0) return 0;
    // No saving up: what a quiet minute left unused must not fall upon the next rush.
    const most = Math.max(1, rate / 4);
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#at) / 1000) * rate);
    this.#at = now;
    const taken = Math.max(0, Math.min(wanted, Math.floor(this.#tokens), this.#options.room()));
    this.#tokens -= taken;
    return taken;
  }

  againMs(need: number): number {
    const asideMs = Math.min(ASIDE_LOOK_MS, this.#asideMs(this.#options.clock.monotonic()));
    return Math.max(SOONEST_MS, asideMs, Math.ceil(1000 / this.#rate(need)));
  }

  /** How much longer a pod has to wait for claims; those that never cease are not waited for. */
  #asideMs(now: number): number {
    if (!this.#options.claiming()) this.#asideSince = undefined;
    else this.#asideSince ??= now;
    return this.#asideSince === undefined ? 0 : Math.max(0, this.#asideSince + ASIDE_MS - now);
  }

  #rate(need: number): number {
    const { busy, perSecond, perSecondBusy } = this.#options;
    return busy() ? Math.max(perSecondBusy, perSecond * need) : perSecond;
  }
}

/** A few claims at once are over by then, and a pod takes as long to start. */
const ASIDE_MS = 1000;
const ASIDE_LOOK_MS = 200;
/** A look at a large pool costs more than a pod made a moment later. */
const SOONEST_MS = 200;
