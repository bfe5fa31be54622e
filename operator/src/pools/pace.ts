import type { Clock } from '@switchboard/service';

export interface PaceOptions {
  readonly clock: Clock;
  readonly perSecond: number;
  readonly perSecondBusy: number;
  /** Sessions are starting: they go first. */
  readonly busy: () => boolean;
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

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#at = options.clock.monotonic();
    this.#tokens = options.perSecondBusy;
  }

  /** How many of `wanted` may be made now. `need`: the share of the pool's reserve that is gone, from 0 to 1. */
  take(wanted: number, need: number): number {
    const rate = this.#rate(need);
    const now = this.#options.clock.monotonic();
    // No saving up: what a quiet minute left unused must not fall upon the next rush.
    const most = Math.max(1, rate / 4);
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#at) / 1000) * rate);
    this.#at = now;
    const taken = Math.max(0, Math.min(wanted, Math.floor(this.#tokens), this.#options.room()));
    this.#tokens -= taken;
    return taken;
  }

  againMs(need: number): number {
    return Math.max(SOONEST_MS, Math.ceil(1000 / this.#rate(need)));
  }

  #rate(need: number): number {
    const { busy, perSecond, perSecondBusy } = this.#options;
    return busy() ? Math.max(perSecondBusy, perSecond * need) : perSecond;
  }
}

/** A look at a large pool costs more than a pod made a moment later. */
const SOONEST_MS = 50;
