/** Mono signed 16-bit samples: the only form in which audio moves between stages. */
export type Pcm = Int16Array;

export const LISTEN_RATE = 16_000;
export const SPEAK_RATE = 24_000;
/** What the voice activity model takes at a time: 32 ms. */
export const WINDOW_SAMPLES = 512;

export const samplesOf = (ms: number, rate: number): number => Math.round((ms * rate) / 1000);
export const msOf = (samples: number, rate: number): number => (samples * 1000) / rate;

export function concat(parts: readonly Pcm[]): Pcm {
  const out = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A copy whose first (`in`) or last (`out`) samples ramp, so that a cut makes no click. */
export function faded(pcm: Pcm, direction: 'in' | 'out', samples: number): Pcm {
  const out = pcm.slice();
  const length = Math.min(samples, out.length);
  for (let i = 0; i < length; i++) {
    const at = direction === 'in' ? i : out.length - 1 - i;
    out[at] = Math.round(((out[at] ?? 0) * i) / length);
  }
  return out;
}

/** Root mean square in dB of full scale; silence is -Infinity. */
export function levelDb(pcm: Pcm): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, pcm.length) / 32768 ** 2);
}

/** Joins bytes of a stream into whole samples; an odd byte waits for its other half. */
export class SampleJoiner {
  #odd: number | undefined;

  push(bytes: Uint8Array): Pcm {
    const head = this.#odd === undefined ? 0 : 1;
    const total = bytes.length + head;
    const joined = new Uint8Array(total & ~1);
    if (this.#odd !== undefined && joined.length > 0) joined[0] = this.#odd;
    joined.set(bytes.subarray(0, joined.length - head), head);
    if (total & 1) this.#odd = bytes.length > 0 ? bytes[bytes.length - 1] : this.#odd;
    else this.#odd = undefined;
    return new Int16Array(joined.buffer);
  }
}
