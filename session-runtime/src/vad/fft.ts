/** Magnitudes of the first half of the spectrum, for two real signals at a time (one as the imaginary part). */
export class PairSpectrum {
  readonly #size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #order: Uint16Array;
  readonly re: Float64Array;
  readonly im: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(size);
    this.#order = Uint16Array.from({ length: size }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
      return reversed;
    });
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
  }

  /** Where sample `i` of a signal has to be put before `transform`. */
  place(i: number): number {
    return this.#order[i] as number;
  }

  transform(): void {
    const { re, im } = this;
    for (let half = 1; half < this.#size; half *= 2) {
      const stride = this.#size / (2 * half);
      for (let start = 0; start < this.#size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = this.#cos[k * stride] as number;
          const s = this.#sin[k * stride] as number;
          const a = start + k;
          const b = a + half;
          const xr = (re[b] as number) * c - (im[b] as number) * s;
          const xi = (re[b] as number) * s + (im[b] as number) * c;
          re[b] = (re[a] as number) - xr;
          im[b] = (im[a] as number) - xi;
          re[a] = (re[a] as number) + xr;
          im[a] = (im[a] as number) + xi;
        }
      }
    }
  }

  /** After `transform`: bin `k` of the first and of the second signal. */
  magnitudes(k: number): readonly [number, number] {
    const mirror = (this.#size - k) % this.#size;
    const ar = this.re[k] as number;
    const ai = this.im[k] as number;
    const br = this.re[mirror] as number;
    const bi = this.im[mirror] as number;
    return [length(ar + br, ai - bi) / 2, length(ai + bi, br - ar) / 2];
  }
}

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);
