import type { Clock } from '@switchboard/service';

export interface BusState {
  readonly up: boolean;
}

/**
 * Whether silence proves anything. It doesn't while our own connection is down, nor for one window after it came
 * back, nor while a third of the pods fell silent at once: then it is the bus that is ill, not they.
 */
export class Weather {
  readonly #clock: Clock;
  readonly #windowMs: number;
  #up = false;
  #upSince = 0;
  #massSilenceAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  get up(): boolean {
    return this.#up;
  }

  became(up: boolean): void {
    if (up && !this.#up) this.#upSince = this.#clock.monotonic();
    this.#up = up;
  }

  /** `silences`: how long each pod that has a session has been silent. */
  survey(silences: Iterable<number>, suspectMs: number): void {
    let all = 0;
    let silent = 0;
    for (const ms of silences) {
      all++;
      if (ms > suspectMs) silent++;
    }
    if (all >= MASS_MINIMUM && silent * 3 >= all) this.#massSilenceAt = this.#clock.monotonic();
  }

  /** Our own connection is up, and has been for one window. */
  get settled(): boolean {
    return this.#up && this.#clock.monotonic() - this.#upSince >= this.#windowMs;
  }

  get frozen(): boolean {
    return !this.settled || this.#clock.monotonic() - this.#massSilenceAt < this.#windowMs;
  }
}

/** Below this a third is one pod, and one silent pod is no weather. */
const MASS_MINIMUM = 6;
