export interface SegmenterOptions {
  /** Probability above which a window counts as speech. */
  readonly activation: number;
  /** Speech shorter than this is a click. */
  readonly minSpeechMs: number;
  /** Silence that ends a segment. */
  readonly minSilenceMs: number;
  /** Length of a window. */
  readonly windowMs: number;
}

export type SpeechEvent =
  /** The first window that may be speech, or a click. A start or a doubt follows. */
  | { readonly type: 'suspicion'; readonly at: number }
  | { readonly type: 'doubt'; readonly at: number }
  | { readonly type: 'start'; readonly startedAt: number; readonly at: number }
  | { readonly type: 'going'; readonly startedAt: number; readonly at: number }
  | { readonly type: 'end'; readonly startedAt: number; readonly endedAt: number; readonly at: number };

/** Leaving speech takes a lower probability than entering it, or a soft vowel would split a word. */
const HYSTERESIS = 0.15;

/** Turns the probability of each window into starts and ends of speech. Times are of the audio itself. */
export class Segmenter {
  readonly #options: SegmenterOptions;
  #speaking = false;
  #startedAt = 0;
  #lastSpeechAt = 0;
  #run = 0;

  constructor(options: SegmenterOptions) {
    this.#options = options;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /** Whether the next window decides if it was speech. */
  get suspecting(): boolean {
    return this.#run > 0;
  }

  /** `at` is the time at the window's end, of which the last `quietMs` are silent. */
  push(probability: number, at: number, quietMs = 0): SpeechEvent | undefined {
    return this.#speaking ? this.#within(probability, at, quietMs) : this.#before(probability, at, quietMs);
  }

  #before(probability: number, at: number, quietMs: number): SpeechEvent | undefined {
    const { activation, minSpeechMs, windowMs } = this.#options;
    const suspected = this.suspecting;
    this.#run = probability >= activation ? this.#run + windowMs : 0;
    if (this.#run === 0) return suspected ? { type: 'doubt', at } : undefined;
    if (this.#run < minSpeechMs) return suspected ? undefined : { type: 'suspicion', at };
    this.#speaking = true;
    this.#startedAt = at - this.#run;
    this.#lastSpeechAt = at - Math.min(quietMs, this.#run);
    this.#run = 0;
    return { type: 'start', startedAt: this.#startedAt, at };
  }

  #within(probability: number, at: number, quietMs: number): SpeechEvent | undefined {
    const { activation, minSilenceMs, windowMs } = this.#options;
    const threshold = Math.max(0.01, activation - HYSTERESIS);
    if (probability >= threshold && quietMs < windowMs) {
      this.#lastSpeechAt = at - quietMs;
      return { type: 'going', startedAt: this.#startedAt, at };
    }
    if (at - this.#lastSpeechAt < minSilenceMs) return undefined;
    this.#speaking = false;
    return { type: 'end', startedAt: this.#startedAt, endedAt: this.#lastSpeechAt, at };
  }
}
