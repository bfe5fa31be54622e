import { RATE } from './espeak.ts';
import { resample } from './wav.ts';

/** A burst of noise of a fifth of a second that dies away. */
export function cough(): Int16Array {
  return Int16Array.from({ length: RATE / 5 }, (_, i) => (Math.random() - 0.5) * 30_000 * Math.exp(-i / 1500));
}

/** A room in which something hums and hisses. */
export function noisy(sound: Int16Array, peak = 300): Int16Array {
  return sound.map((sample) => sample + (Math.random() - 0.5) * 2 * peak);
}

/** Somebody else talking in the background, as long as the sound lasts. */
export function overlapped(sound: Int16Array, other: Int16Array, share = 0.1): Int16Array {
  return sound.map((sample, i) => clamped(sample + share * (other[i % other.length] ?? 0)));
}

/** Through a telephone line: 8 kHz, in the 256 steps of mu-law. */
export function telephoned(sound: Int16Array): Int16Array {
  return resample(resample(sound, RATE, 8000).map(throughMuLaw), 8000, RATE);
}

const MU = 255;

function throughMuLaw(sample: number): number {
  const x = sample / 32_768;
  const step = Math.round(((Math.sign(x) * Math.log1p(MU * Math.abs(x))) / Math.log1p(MU)) * 127) / 127;
  return clamped(((Math.sign(step) * ((1 + MU) ** Math.abs(step) - 1)) / MU) * 32_768);
}

function clamped(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}
