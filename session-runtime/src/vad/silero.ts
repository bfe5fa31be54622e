import { type Pcm, WINDOW_SAMPLES } from '../audio/index.ts';
import { PairSpectrum } from './fft.ts';
import { Convolution, Memory, sigmoid } from './layers.ts';
import type { Vad } from './vad.ts';
import { readWeights } from './weights.ts';

/** The model sees the end of the window before, too. */
const CONTEXT = 64;
const FFT = 256;
const HOP = 128;
const BINS = FFT / 2 + 1;
const FRAMES = 4;
const UNITS = 128;
/** Sound below -66 dB of full scale for half a second is silence. */
const QUIET_PEAK = 16;
const QUIET_WINDOWS = 16;
/** Of the two models in the file, the one for 16 kHz. */
const BRANCH = 'If_0_then_branch__Inline_0__';

/**
 * Silero VAD 5 computed here. Its 290,000 weights need no inference runtime: onnxruntime gives the same numbers (a test
 * holds them against each other) for 50 MB and 280 ms more at the start of every session.
 */
export function loadSilero(modelPath: string): Vad {
  return new Silero(modelPath);
}

class Silero implements Vad {
  readonly #samples = new Float64Array(CONTEXT + WINDOW_SAMPLES + CONTEXT);
  readonly #window: Float64Array;
  readonly #spectrum = new PairSpectrum(FFT);
  readonly #magnitudes = new Float64Array(FRAMES * BINS);
  readonly #encoder: readonly Convolution[];
  readonly #memory: Memory;
  readonly #output: Float64Array;
  readonly #outputBias: number;
  #quietWindows = 0;

  constructor(modelPath: string) {
    const weights = readWeights(modelPath, BRANCH);
    // The first row of the basis is the cosine of zero: the analysis window itself.
    this.#window = weights('stft.forward_basis_buffer', 2 * BINS * FFT).slice(0, FFT);
    const layer = (index: number, inputs: number, outputs: number, rest: { stride: number; frames: number }) =>
      new Convolution(
        weights(`encoder.${index}.reparam_conv.weight`, outputs * inputs * 3),
        weights(`encoder.${index}.reparam_conv.bias`, outputs),
        { inputs, outputs, ...rest },
      );
    this.#encoder = [
      layer(0, BINS, 128, { stride: 1, frames: 4 }),
      layer(1, 128, 64, { stride: 2, frames: 4 }),
      layer(2, 64, 64, { stride: 2, frames: 2 }),
      layer(3, 64, UNITS, { stride: 1, frames: 1 }),
    ];
    this.#memory = new Memory(
      {
        input: weights('decoder.rnn.weight_ih', 4 * UNITS * UNITS),
        hidden: weights('decoder.rnn.weight_hh', 4 * UNITS * UNITS),
      },
      [weights('decoder.rnn.bias_ih', 4 * UNITS), weights('decoder.rnn.bias_hh', 4 * UNITS)],
    );
    this.#output = weights('decoder.decoder.2.weight', UNITS);
    this.#outputBias = weights('decoder.decoder.2.bias', 1)[0] as number;
  }

  probability(window: Pcm): number {
    if (this.#isQuiet(window)) return 0;
    this.#take(window);
    for (let frame = 0; frame < FRAMES; frame += 2) this.#analyse(frame);
    let values: Float64Array = this.#magnitudes;
    for (const layer of this.#encoder) values = layer.run(values);
    const hidden = this.#memory.step(values);
    let sum = this.#outputBias;
    for (let u = 0; u < UNITS; u++) sum += Math.max(0, hidden[u] as number) * (this.#output[u] as number);
    return sigmoid(sum);
  }

  reset(): void {
    this.#samples.fill(0);
    this.#memory.reset();
  }

  /** A muted microphone and a line's own silence last for minutes: after a while they are not worth a computation. */
  #isQuiet(window: Pcm): boolean {
    let loud = false;
    for (let i = 0; i < window.length && !loud; i++) loud = Math.abs(window[i] as number) > QUIET_PEAK;
    this.#quietWindows = loud ? 0 : this.#quietWindows + 1;
    return this.#quietWindows > QUIET_WINDOWS;
  }

  /** The window behind its context, and mirrored beyond its end. */
  #take(window: Pcm): void {
    const samples = this.#samples;
    const end = CONTEXT + WINDOW_SAMPLES;
    samples.copyWithin(0, WINDOW_SAMPLES, end);
    for (let i = 0; i < WINDOW_SAMPLES; i++) samples[CONTEXT + i] = (window[i] ?? 0) / 32768;
    for (let i = 0; i < CONTEXT; i++) samples[end + i] = samples[end - 2 - i] as number;
  }

  /** Two frames of the spectrum in one transform. */
  #analyse(frame: number): void {
    const spectrum = this.#spectrum;
    for (let i = 0; i < FFT; i++) {
      const weight = this.#window[i] as number;
      const place = spectrum.place(i);
      spectrum.re[place] = (this.#samples[frame * HOP + i] as number) * weight;
      spectrum.im[place] = (this.#samples[(frame + 1) * HOP + i] as number) * weight;
    }
    spectrum.transform();
    for (let k = 0; k < BINS; k++) {
      const [first, second] = spectrum.magnitudes(k);
      this.#magnitudes[frame * BINS + k] = first;
      this.#magnitudes[(frame + 1) * BINS + k] = second;
    }
  }
}
