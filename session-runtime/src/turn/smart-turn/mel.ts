import { LISTEN_RATE, type Pcm, samplesOf } from '../../audio/index.ts';
import { Fourier } from './fourier.ts';

export const SECONDS = 8;
export const FRAMES = 800;
export const BANDS = 80;
const SIZE = 400;
const HOP = 160;
const BINS = SIZE / 2 + 1;

/** The sound as Whisper's models see it: 80 bands of loudness on the mel scale, a column for every 10 ms of the last 8 s. */
export class MelSpectrum {
  readonly #fourier = new Fourier(SIZE);
  readonly #window = Float64Array.from({ length: SIZE }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE));
  readonly #filters = melFilters();

  /** [bands, frames], row by row. */
  of(pcm: Pcm): Float32Array {
    const sound = framed(pcm);
    const out = new Float32Array(BANDS * FRAMES);
    const powers = [new Float64Array(BINS), new Float64Array(BINS)] as const;
    let highest = Number.NEGATIVE_INFINITY;
    for (let frame = 0; frame < FRAMES; frame += 2) {
      this.#load(sound, frame);
      this.#fourier.powers(...powers);
      for (const [i, power] of powers.entries()) {
        for (let band = 0; band < BANDS; band++) {
          const value = Math.log10(Math.max(1e-10, this.#energy(power, band)));
          highest = Math.max(highest, value);
          out[band * FRAMES + frame + i] = value;
        }
      }
    }
    return out.map((value) => (Math.max(value, highest - 8) + 4) / 4);
  }

  #load(sound: Float64Array, frame: number): void {
    const { re, im } = this.#fourier;
    for (let i = 0; i < SIZE; i++) {
      const weight = this.#window[i] as number;
      re[i] = (sound[frame * HOP + i] as number) * weight;
      im[i] = (sound[(frame + 1) * HOP + i] as number) * weight;
    }
  }

  #energy(power: Float64Array, band: number): number {
    const { first, weights } = this.#filters[band] as Filter;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (power[first + i] as number);
    return sum;
  }
}

/** The last 8 s, silence before them if there are fewer, of mean 0 and variance 1, mirrored at both ends by half a frame. */
function framed(pcm: Pcm): Float64Array {
  const length = samplesOf(SECONDS * 1000, LISTEN_RATE);
  const last = pcm.subarray(Math.max(0, pcm.length - length));
  const sound = new Float64Array(length);
  for (let i = 0; i < last.length; i++) sound[length - last.length + i] = (last[i] as number) / 32_768;
  let mean = 0;
  for (let i = 0; i < length; i++) mean += sound[i] as number;
  mean /= length;
  let variance = 0;
  for (let i = 0; i < length; i++) variance += ((sound[i] as number) - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / length + 1e-7);
  const half = SIZE / 2;
  const out = new Float64Array(length + SIZE);
  for (let i = 0; i < out.length; i++) {
    const at = Math.abs(i - half);
    out[i] = ((sound[at < length ? at : 2 * (length - 1) - at] as number) - mean) * scale;
  }
  return out;
}

interface Filter {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Triangles of equal area, evenly spaced on Slaney's mel scale from 0 to half the rate. */
function melFilters(): Filter[] {
  const top = melOf(LISTEN_RATE / 2);
  const corners = Array.from({ length: BANDS + 2 }, (_, i) => hertzOf((top * i) / (BANDS + 1)));
  const hertz = (bin: number) => (bin * LISTEN_RATE) / SIZE;
  return Array.from({ length: BANDS }, (_, band) => {
    const [left, centre, right] = corners.slice(band, band + 3) as [number, number, number];
    const weight = (bin: number) =>
      (Math.max(0, Math.min((hertz(bin) - left) / (centre - left), (right - hertz(bin)) / (right - centre))) * 2) /
      (right - left);
    const bins = Array.from({ length: BINS }, (_, bin) => bin).filter((bin) => weight(bin) > 0);
    return { first: bins[0] ?? 0, weights: Float64Array.from(bins, weight) };
  });
}

/** Linear below 1 kHz, logarithmic above. */
const LINEAR = 200 / 3;
const BREAK_MEL = 1000 / LINEAR;
const LOG_STEP = Math.log(6.4) / 27;

const melOf = (hertz: number): number =>
  hertz < 1000 ? hertz / LINEAR : BREAK_MEL + Math.log(hertz / 1000) / LOG_STEP;

const hertzOf = (mel: number): number =>
  mel < BREAK_MEL ? mel * LINEAR : 1000 * Math.exp(LOG_STEP * (mel - BREAK_MEL));
