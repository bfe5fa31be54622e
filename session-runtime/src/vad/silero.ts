import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { LISTEN_RATE, type Pcm, WINDOW_SAMPLES } from '../audio/index.ts';
import type { Vad } from './vad.ts';

type Ort = typeof import('onnxruntime-node');

/** The model sees the end of the window before, too. */
const CONTEXT = 64;

/** Silero VAD 5 (MIT) through onnxruntime, on one thread: a window takes 0.2 ms. */
export async function loadSilero(modelPath: string): Promise<Vad> {
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(modelPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  return new Silero(ort, session);
}

class Silero implements Vad {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #input = new Float32Array(CONTEXT + WINDOW_SAMPLES);
  readonly #rate: Tensor;
  #state: Tensor;

  constructor(ort: Ort, session: InferenceSession) {
    this.#ort = ort;
    this.#session = session;
    this.#rate = new ort.Tensor('int64', BigInt64Array.of(BigInt(LISTEN_RATE)), []);
    this.#state = this.#silence();
  }

  async probability(window: Pcm): Promise<number> {
    this.#input.copyWithin(0, WINDOW_SAMPLES);
    for (let i = 0; i < WINDOW_SAMPLES; i++) this.#input[CONTEXT + i] = (window[i] ?? 0) / 32768;
    const input = new this.#ort.Tensor('float32', this.#input, [1, this.#input.length]);
    const { output, stateN } = await this.#session.run({ input, state: this.#state, sr: this.#rate });
    if (!output || !stateN) throw new Error('the voice activity model gave no answer: is it Silero VAD 5?');
    this.#state = stateN;
    return Number(output.data[0]);
  }

  reset(): void {
    this.#input.fill(0);
    this.#state = this.#silence();
  }

  #silence(): Tensor {
    return new this.#ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
  }
}
