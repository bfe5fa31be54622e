/** Less sound than this is not heard as an answer: a voice that gives some milliseconds every few seconds says nothing. */
const MEAL_MS = 200;

/** How long there has been nothing to play though there should be. */
export class Hunger {
  #waitingSince: number | undefined;
  #since: number | undefined;
  #fedMs = 0;

  /** There is nothing to play from `at` on. */
  get waiting(): boolean {
    return this.#waitingSince !== undefined;
  }

  begin(at: number): void {
    this.#waitingSince ??= at;
    this.#since ??= at;
  }

  /** What was missed until now is forgotten. */
  restart(at: number): void {
    this.#since = this.#waitingSince === undefined ? undefined : at;
    this.#waitingSince = this.#since;
    this.#fedMs = 0;
  }

  feed(ms: number): void {
    this.#waitingSince = undefined;
    if (this.#since === undefined) return;
    this.#fedMs += ms;
    if (this.#fedMs < MEAL_MS) return;
    this.#since = undefined;
    this.#fedMs = 0;
  }

  /** 0 while there is sound. */
  ms(now: number): number {
    if (this.#waitingSince === undefined || now < this.#waitingSince) return 0;
    return now - (this.#since ?? now);
  }
}
