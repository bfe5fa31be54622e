import type { Pcm } from './pcm.ts';

const TAPS = 16;

/**
 * Streaming resampler: a windowed-sinc filter evaluated at each output instant. The cut-off follows the lower rate,
 * so that speech made at 48 kHz does not alias at 24. Keeps its tail between pushes; `flush` gives what is left.
 */
export class Resampler {
  readonly #step: number;
  readonly #cutoff: number;
  readonly #half: number;
  #tail: Pcm;
  #position: number;

  constructor(from: number, to: number) {
    this.#step = from / to;
    this.#cutoff = Math.min(1, to / from);
    this.#half = Math.ceil(TAPS / this.#cutoff);
    this.#tail = new Int16Array(this.#half);
    this.#position = this.#half;
  }

  push(pcm: Pcm): Pcm {
    const input = new Int16Array(this.#tail.length + pcm.length);
    input.set(this.#tail);
    input.set(pcm, this.#tail.length);
    const out: number[] = [];
    let at = this.#position;
    for (; at + this.#half < input.length; at += this.#step) out.push(this.#sample(input, at));
    const keepFrom = Math.max(0, Math.floor(at) - this.#half);
    this.#tail = input.slice(keepFrom);
    this.#position = at - keepFrom;
    return Int16Array.from(out);
  }

  flush(): Pcm {
    return this.push(new Int16Array(this.#half + 1));
  }

  #sample(input: Pcm, at: number): number {
    const centre = Math.floor(at);
    let sum = 0;
    for (let i = centre - this.#half + 1; i <= centre + this.#half; i++) {
      const distance = at - i;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / this.#half);
      sum += (input[i] ?? 0) * sinc(distance * this.#cutoff) * this.#cutoff * window;
    }
    return Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
}

function sinc(x: number): number {
  if (Math.abs(x) < 1e-9) return 1;
  return Math.sin(Math.PI * x) / (Math.PI * x);
}
