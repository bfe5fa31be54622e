import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { EndOfTurn, SaidSoFar } from '../end-of-turn.ts';
import { BANDS, FRAMES, MelSpectrum } from './mel.ts';

interface Onnx {
  readonly InferenceSession: { create(path: string, options: object): Promise<InferenceSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}

/** A judgement later than this is left to the words. */
const LATEST_MS = 250;
/** Not in the image, where its 46 MB would be everybody's: the name keeps it out of the bundle. */
const RUNTIME = 'onnxruntime-node';

export class SmartTurnError extends Error {
  constructor(path: string, cause: unknown) {
    super(`the end-of-turn model ${path} cannot be used: the image needs it and onnxruntime-node beside the program`, {
      cause,
    });
    this.name = 'SmartTurnError';
  }
}

/** Smart Turn v3, a model that judges from the voice whether the caller has finished. */
export class SmartTurn implements EndOfTurn {
  readonly #onnx: Onnx;
  readonly #session: InferenceSession;
  readonly #words: EndOfTurn;
  readonly #mel = new MelSpectrum();

  /** `words` judge where the model fails or is late. */
  static async load(path: string, words: EndOfTurn): Promise<SmartTurn> {
    try {
      const onnx = ((await import(RUNTIME)) as { default: Onnx }).default;
      const threads = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };
      const session = await onnx.InferenceSession.create(path, threads);
      return new SmartTurn(onnx, session, words);
    } catch (cause) {
      throw new SmartTurnError(path, cause);
    }
  }

  private constructor(onnx: Onnx, session: InferenceSession, words: EndOfTurn) {
    this.#onnx = onnx;
    this.#session = session;
    this.#words = words;
  }

  async finished(said: SaidSoFar): Promise<boolean> {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), LATEST_MS);
    try {
      const probability = await Promise.race([this.#probability(said), late.promise]);
      if (probability !== undefined && Number.isFinite(probability)) return probability > 0.5;
    } catch {
      // The words judge.
    } finally {
      clearTimeout(timer);
    }
    return this.#words.finished(said);
  }

  async #probability({ sound }: SaidSoFar): Promise<number> {
    const features = new this.#onnx.Tensor('float32', this.#mel.of(sound), [1, BANDS, FRAMES]);
    const input = this.#session.inputNames[0] as string;
    const output = this.#session.outputNames[0] as string;
    const answer = await this.#session.run({ [input]: features });
    return Number(answer[output]?.data[0]);
  }
}
