import { concat, LISTEN_RATE, msOf, type Pcm, samplesOf } from '../audio/index.ts';

const PREROLL_MS = 500;
/** Sound longer than this is transcribed in parts: an hour without a breath must not be held in memory. */
const PART_MS = 15_000;

/** The sound of what the caller is saying: from a little before the first word, through pauses, to the answer. */
export class Utterance {
  #windows: Pcm[] = [];
  #samples = 0;
  #active = false;
  #sealed: Promise<string>[] = [];

  push(window: Pcm): void {
    this.#windows.push(window);
    this.#samples += window.length;
    if (!this.#active) this.#keepLast(samplesOf(PREROLL_MS, LISTEN_RATE));
  }

  begin(): void {
    this.#active = true;
  }

  get active(): boolean {
    return this.#active;
  }

  get overlong(): boolean {
    return this.#active && msOf(this.#samples, LISTEN_RATE) > PART_MS;
  }

  sound(): Pcm {
    return concat(this.#windows);
  }

  /** The text of the parts that have left memory already. */
  async sealedText(): Promise<string> {
    return (await Promise.all(this.#sealed)).filter(Boolean).join(' ');
  }

  /** Gives a part away to be transcribed by itself. */
  seal(text: Promise<string>): void {
    this.#sealed.push(text.catch(() => ''));
    this.#windows = [];
    this.#samples = 0;
  }

  forget(): void {
    this.#active = false;
    this.#sealed = [];
    this.#keepLast(samplesOf(PREROLL_MS, LISTEN_RATE));
  }

  #keepLast(samples: number): void {
    while (this.#windows.length > 1 && this.#samples - (this.#windows[0]?.length ?? 0) >= samples) {
      this.#samples -= this.#windows.shift()?.length ?? 0;
    }
  }
}
