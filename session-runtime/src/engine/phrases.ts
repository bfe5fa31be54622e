import { backoffDelay, type Clock } from '@switchboard/service';
import { concat, type Pcm } from '../audio/index.ts';
import type { Speaker } from '../speech/index.ts';

const MAX_SAMPLES = 24_000 * 8;
/** After a round in which some could not be had. Many pods find a voice gone at once, and must not come back at once. */
const again = { baseMs: 5000, maxMs: 60_000 };

/** Set phrases, spoken ahead of need: an apology must sound even when no voice can be had any more. */
export class Phrases {
  readonly #speaker: Speaker;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #sounds = new Map<string, Pcm>();
  #wanted: readonly string[] = [];

  constructor(speaker: Speaker, clock: Clock, signal: AbortSignal) {
    this.#speaker = speaker;
    this.#clock = clock;
    this.#signal = signal;
  }

  get(text: string): Pcm | undefined {
    return this.#sounds.get(text);
  }

  /** Until all of them are there, or the conversation is over. */
  async prepare(texts: readonly string[]): Promise<void> {
    this.#wanted = [...new Set(texts)].filter((text) => text !== '');
    for (let round = 0; !this.#signal.aborted; round++) {
      await this.#prepareMissing();
      if (this.#missing.length === 0) return;
      await this.#clock.sleep(backoffDelay(round, again), this.#signal);
    }
  }

  shed(keep: readonly string[]): void {
    this.#wanted = this.#wanted.filter((text) => keep.includes(text));
    for (const text of this.#sounds.keys()) if (!keep.includes(text)) this.#sounds.delete(text);
  }

  get #missing(): string[] {
    return this.#wanted.filter((text) => !this.#sounds.has(text));
  }

  /** One after another, so that the caller's own words never wait for more than one of them. */
  async #prepareMissing(): Promise<void> {
    for (const text of this.#missing) {
      const sound = await this.#speak(text).catch(() => undefined);
      if (sound && this.#wanted.includes(text)) this.#sounds.set(text, sound);
    }
  }

  async #speak(text: string): Promise<Pcm> {
    const parts: Pcm[] = [];
    let samples = 0;
    for await (const pcm of this.#speaker.speak(text, { signal: this.#signal, onCost: () => {} })) {
      samples += pcm.length;
      if (samples > MAX_SAMPLES) break;
      parts.push(pcm);
    }
    return concat(parts);
  }
}
