import { concat, LISTEN_RATE, msOf, type Pcm, samplesOf, WINDOW_SAMPLES } from '../audio/index.ts';

const PREROLL_MS = 500;
/** Sound longer than this is transcribed in parts: an hour without a breath must not be held in memory. */
const PART_MS = 15_000;
/** How much of what was given away is kept for a judgement by ear. */
const TAIL_MS = 8000;

interface Sealed {
  readonly text: Promise<string>;
  known: string;
}

/** The sound of what the caller is saying: from a little before the first word, through pauses, to the answer. */
export class Utterance {
  #windows: Pcm[] = [];
  #samples = 0;
  #past: Pcm[] = [];
  #active = false;
  #sealed: Sealed[] = [];

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

  /** How much there is of it that is not sealed. */
  get windows(): number {
    return this.#windows.length;
  }

  sound(): Pcm {
    return concat(this.#windows);
  }

  /** The end of it, whether or not it has been given away. */
  tail(): Pcm {
    const sound = concat([...this.#past, ...this.#windows]);
    return sound.subarray(Math.max(0, sound.length - samplesOf(TAIL_MS, LISTEN_RATE)));
  }

  /** The text of the parts that have left memory already. */
  async sealedText(): Promise<string> {
    return (await Promise.all(this.#sealed.map(({ text }) => text))).filter(Boolean).join(' ');
  }

  /** As much of it as has been written down by now. */
  knownText(): string {
    return this.#sealed
      .map(({ known }) => known)
      .filter(Boolean)
      .join(' ');
  }

  /** Gives the first `windows` away: their words are this text, and will not be asked for again. */
  seal(windows: number, text: Promise<string>): void {
    const sealed: Sealed = { text: text.catch(() => ''), known: '' };
    void sealed.text.then((known) => {
      sealed.known = known;
    });
    this.#sealed.push(sealed);
    const gone = this.#windows.splice(0, windows);
    for (const window of gone) this.#samples -= window.length;
    this.#past = [...this.#past, ...gone].slice(-Math.ceil(samplesOf(TAIL_MS, LISTEN_RATE) / WINDOW_SAMPLES));
  }

  forget(): void {
    this.#active = false;
    this.#sealed = [];
    this.#past = [];
    this.#keepLast(samplesOf(PREROLL_MS, LISTEN_RATE));
  }

  #keepLast(samples: number): void {
    while (this.#windows.length > 1 && this.#samples - (this.#windows[0]?.length ?? 0) >= samples) {
      this.#samples -= this.#windows.shift()?.length ?? 0;
    }
  }
}
