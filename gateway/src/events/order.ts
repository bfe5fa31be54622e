import type { SessionEvent } from './event.ts';

/** Lets each stored event through once and in order, while replays and the live feed overlap. */
export class InOrder {
  #last: number;
  #held: SessionEvent[] | undefined = [];
  readonly #send: (event: SessionEvent) => void;

  constructor(after: number, send: (event: SessionEvent) => void) {
    this.#last = after;
    this.#send = send;
  }

  /** A replay begins. */
  hold(): void {
    this.#held ??= [];
  }

  /** From the live feed: kept back until the replay has caught up. */
  live(event: SessionEvent): void {
    if (this.#held) this.#held.push(event);
    else this.#pass(event);
  }

  replayed(event: SessionEvent): void {
    this.#pass(event);
  }

  caughtUp(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#pass(event);
  }

  get last(): number {
    return this.#last;
  }

  #pass(event: SessionEvent): void {
    if (event.id !== undefined) {
      if (event.id <= this.#last) return;
      this.#last = event.id;
    }
    this.#send(event);
  }
}
