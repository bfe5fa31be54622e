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

  /** `at` is the time at the window's end. */
  push(probability: number, at: number): SpeechEvent | undefined {
    const { activation, minSpeechMs, minSilenceMs, windowMs } = this.#options;
    const threshold = this.#speaking ? Math.max(0.01, activation - HYSTERESIS) : activation;
    const voiced = probability >= threshold;
    if (!this.#speaking) {
      this.#run = voiced ? this.#run + windowMs : 0;
      if (this.#run < minSpeechMs) return undefined;
      this.#speaking = true;
      this.#startedAt = at - this.#run;
      this.#lastSpeechAt = at;
      this.#run = 0;
      return { type: 'start', startedAt: this.#startedAt, at };
    }
    if (voiced) {
      this.#lastSpeechAt = at;
      return { type: 'going', startedAt: this.#startedAt, at };
    }
    if (at - this.#lastSpeechAt < minSilenceMs) return undefined;
    this.#speaking = false;
    return { type: 'end', startedAt: this.#startedAt, endedAt: this.#lastSpeechAt, at };
  }
}
