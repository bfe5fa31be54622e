/** One pass: transforms of length `done` become transforms of length `done * radix`. */
interface Pass {
  readonly radix: number;
  readonly done: number;
  /** Twiddles by finished frequency, new frequency and part. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** The discrete Fourier transform of two real signals at once, for lengths that are products of small numbers. */
export class Fourier {
  readonly size: number;
  readonly #passes: readonly Pass[];
  re: Float64Array;
  im: Float64Array;
  #nextRe: Float64Array;
  #nextIm: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#passes = passesOf(size);
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.#nextRe = new Float64Array(size);
    this.#nextIm = new Float64Array(size);
  }

  /** Of the signals in `re` and `im`, which are lost: the power of each bin up to half the size. */
  powers(first: Float64Array, second: Float64Array): void {
    for (const pass of this.#passes) this.#run(pass);
    const { re, im, size } = this;
    for (let k = 0; k <= size / 2; k++) {
      const mirror = (size - k) % size;
      const ar = re[k] as number;
      const ai = im[k] as number;
      const br = re[mirror] as number;
      const bi = im[mirror] as number;
      first[k] = ((ar + br) * (ar + br) + (ai - bi) * (ai - bi)) / 4;
      second[k] = ((ai + bi) * (ai + bi) + (br - ar) * (br - ar)) / 4;
    }
  }

  /** Stockham's way: in order at the end without sorting, for the price of a second buffer. */
  #run({ radix, done, cos, sin }: Pass): void {
    const { re, im } = this;
    const outRe = this.#nextRe;
    const outIm = this.#nextIm;
    const parts = this.size / (done * radix);
    for (let j = 0; j < done; j++) {
      for (let q = 0; q < radix; q++) {
        const twiddle = (j * radix + q) * radix;
        const to = (j + done * q) * parts;
        for (let k = 0; k < parts; k++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let r = 0, at = j * parts * radix + k; r < radix; r++, at += parts) {
            const c = cos[twiddle + r] as number;
            const s = sin[twiddle + r] as number;
            const x = re[at] as number;
            const y = im[at] as number;
            sumRe += x * c - y * s;
            sumIm += x * s + y * c;
          }
          outRe[to + k] = sumRe;
          outIm[to + k] = sumIm;
        }
      }
    }
    this.re = outRe;
    this.im = outIm;
    this.#nextRe = re;
    this.#nextIm = im;
  }
}

function passesOf(size: number): Pass[] {
  const passes: Pass[] = [];
  for (let done = 1; done < size; done *= passes.at(-1)?.radix ?? 1) {
    const rest = size / done;
    const radix = [4, 5, 3, 2].find((one) => rest % one === 0) ?? rest;
    const turn = (i: number) => {
      const j = Math.floor(i / (radix * radix));
      const q = Math.floor(i / radix) % radix;
      return (-2 * Math.PI * (i % radix) * (j + done * q)) / (done * radix);
    };
    const length = done * radix * radix;
    const cos = Float64Array.from({ length }, (_, i) => Math.cos(turn(i)));
    const sin = Float64Array.from({ length }, (_, i) => Math.sin(turn(i)));
    passes.push({ radix, done, cos, sin });
  }
  return passes;
}
