import type { Pcm } from '../audio/index.ts';

/** One sentence on its way to the caller's ear. */
export class Segment {
  readonly text: string;
  /** Words of our own that are no part of the answer: a filler. */
  readonly aside: boolean;
  readonly #chunks: Pcm[] = [];
  #buffered = 0;
  #received = 0;
  #taken = 0;
  #complete = false;

  constructor(text: string, aside = false) {
    this.text = text;
    this.aside = aside;
  }

  get complete(): boolean {
    return this.#complete;
  }

  get buffered(): number {
    return this.#buffered;
  }

  get taken(): number {
    return this.#taken;
  }

  get spent(): boolean {
    return this.#complete && this.#buffered === 0;
  }

  write(pcm: Pcm): void {
    if (pcm.length === 0) return;
    this.#chunks.push(pcm);
    this.#buffered += pcm.length;
    this.#received += pcm.length;
  }

  end(): void {
    this.#complete = true;
  }

  /** Up to `samples`; undefined when nothing is there. */
  take(samples: number): Pcm | undefined {
    const first = this.#chunks.shift();
    if (!first) return undefined;
    const pcm = first.length > samples ? first.subarray(0, samples) : first;
    if (pcm.length < first.length) this.#chunks.unshift(first.subarray(pcm.length));
    this.#buffered -= pcm.length;
    this.#taken += pcm.length;
    return pcm;
  }

  /** Gives back what was taken and never played. */
  untake(pcm: Pcm): void {
    this.#chunks.unshift(pcm);
    this.#buffered += pcm.length;
    this.#taken -= pcm.length;
  }

  /** The words that fit into what was heard: all of them, or the share that the time says, cut between words. */
  heardText(): string {
    if (this.spent) return this.text;
    if (this.#taken === 0) return '';
    const total = this.#complete ? this.#received : Math.max(this.#received, estimatedSamples(this.text));
    return cutAtWord(this.text, this.#taken / total);
  }
}

/** Speech runs at about 15 characters a second; only used for a sentence whose sound has not all come yet. */
const estimatedSamples = (text: string): number => (text.length / 15) * 24_000;

export function cutAtWord(text: string, share: number): string {
  if (share >= 1) return text;
  const at = Math.floor(text.length * Math.max(0, share));
  const space = text.lastIndexOf(' ', at);
  return space > 0 ? text.slice(0, space) : '';
}
