import { concat, type Pcm } from '../audio/index.ts';
import type { CallCost, Speaker } from '../speech/index.ts';

const MAX_SAMPLES = 24_000 * 8;

/** Set phrases, spoken ahead of need: an apology must sound even when no voice can be had any more. */
export class Phrases {
  readonly #speaker: Speaker;
  readonly #sounds = new Map<string, Pcm>();
  readonly #signal: AbortSignal;

  constructor(speaker: Speaker, signal: AbortSignal) {
    this.#speaker = speaker;
    this.#signal = signal;
  }

  get(text: string): Pcm | undefined {
    return this.#sounds.get(text);
  }

  /** One after another, so that the caller's own words never wait for more than one of them. */
  async prepare(texts: readonly string[], onCost: (cost: CallCost) => void): Promise<void> {
    for (const text of new Set(texts)) {
      if (text === '' || this.#sounds.has(text)) continue;
      const parts: Pcm[] = [];
      let samples = 0;
      for await (const pcm of this.#speaker.speak(text, { signal: this.#signal, onCost })) {
        samples += pcm.length;
        if (samples > MAX_SAMPLES) break;
        parts.push(pcm);
      }
      this.#sounds.set(text, concat(parts));
    }
  }

  shed(keep: readonly string[]): void {
    for (const text of this.#sounds.keys()) if (!keep.includes(text)) this.#sounds.delete(text);
  }
}
