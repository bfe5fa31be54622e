import type { Limits } from '@switchboard/api';
import type { Clock } from '@switchboard/service';

export type LimitReached = 'JoinTimeout' | 'CallerLeft' | 'MaxDuration';

/** The bounds of a conversation that are clocks: coming, coming back, and the whole. */
export class LimitClocks {
  readonly #clock: Clock;
  readonly #reached: (limit: LimitReached) => void;
  readonly #readyAt: number;
  #limits: Limits;
  #cancelPresence: () => void = () => {};
  #cancelDuration: () => void = () => {};
  #awaySince: number | undefined;
  #came = false;

  constructor(limits: Limits, wiring: { clock: Clock; reached: (limit: LimitReached) => void }) {
    this.#limits = limits;
    this.#clock = wiring.clock;
    this.#reached = wiring.reached;
    this.#readyAt = wiring.clock.monotonic();
    this.#awaySince = this.#readyAt;
    this.#arm();
  }

  callerJoined(): void {
    this.#came = true;
    this.#awaySince = undefined;
    this.#arm();
  }

  callerLeft(): void {
    this.#awaySince = this.#clock.monotonic();
    this.#arm();
  }

  change(limits: Limits): void {
    this.#limits = limits;
    this.#arm();
  }

  stop(): void {
    this.#cancelPresence();
    this.#cancelDuration();
  }

  #arm(): void {
    this.stop();
    const { joinSeconds, reconnectSeconds, maxDurationSeconds } = this.#limits;
    this.#cancelDuration = this.#at(this.#readyAt + maxDurationSeconds * 1000, 'MaxDuration');
    if (this.#awaySince === undefined) return;
    const grace = this.#came ? reconnectSeconds : joinSeconds;
    this.#cancelPresence = this.#at(this.#awaySince + grace * 1000, this.#came ? 'CallerLeft' : 'JoinTimeout');
  }

  #at(time: number, limit: LimitReached): () => void {
    return this.#clock.after(Math.max(0, time - this.#clock.monotonic()), () => this.#reached(limit));
  }
}
