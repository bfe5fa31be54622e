import type { IncomingMessage } from 'node:http';
import { type Pcm, Resampler, SampleJoiner, SPEAK_RATE } from '../audio/index.ts';
import { AttemptError, isAbort, type Pool } from '../pool/index.ts';
import { asAttemptError, modelFor } from './chat.ts';
import { chunks, post } from './http.ts';
import type { PoolModel } from './model.ts';
import type { CallCost, Speaker } from './stages.ts';

export interface VoiceOptions {
  readonly pool: Pool;
  readonly models: readonly PoolModel[];
  readonly voice: string;
  readonly speed: number;
  readonly sampleRate: number;
}

const STALL_MS = 2500;
/** Two minutes of sound: more than a sentence is never asked for. */
const MAX_BYTES = 2 * 48_000 * 120;

/** Streamed text to speech (OpenAI's /audio/speech with raw PCM). What breaks off is asked for again, less what was had. */
export class VoiceSpeaker implements Speaker {
  readonly #options: VoiceOptions;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  health() {
    return this.#options.pool.health();
  }

  async *speak(text: string, request: { signal: AbortSignal; onCost: (cost: CallCost) => void }): AsyncIterable<Pcm> {
    let had = 0;
    for (let broken = 0; ; broken++) {
      const answer = await this.#ask(text, request.signal);
      request.onCost({
        stage: 'speak',
        url: answer.url,
        milliseconds: answer.firstByteMs,
        attempts: answer.attempts + broken,
      });
      let skip = had;
      let failure: AttemptError | undefined;
      try {
        for await (const pcm of this.#samples(answer.value)) {
          const fresh = skip > 0 ? pcm.subarray(Math.min(skip, pcm.length)) : pcm;
          skip -= pcm.length - fresh.length;
          if (fresh.length === 0) continue;
          had += fresh.length;
          yield fresh;
        }
        return;
      } catch (error) {
        failure = asAttemptError(error);
        if (isAbort(failure) || request.signal.aborted || broken >= 2) throw failure;
      } finally {
        answer.done(failure);
      }
    }
  }

  #ask(text: string, signal: AbortSignal) {
    const { pool, models, voice, speed, sampleRate } = this.#options;
    return pool.run(async (url, attemptSignal) => {
      const model = modelFor(models, url);
      const response = await post({
        url: `${url}/audio/speech`,
        signal: attemptSignal,
        headers: { ...model.headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: model.name,
          input: text,
          voice,
          response_format: 'pcm',
          sample_rate: sampleRate,
          speed,
          stream: true,
        }),
      });
      return firstChunk(response);
    }, signal);
  }

  async *#samples(source: AsyncIterable<Uint8Array>): AsyncGenerator<Pcm> {
    const joiner = new SampleJoiner();
    const resampler =
      this.#options.sampleRate === SPEAK_RATE ? undefined : new Resampler(this.#options.sampleRate, SPEAK_RATE);
    for await (const bytes of source) {
      const pcm = joiner.push(bytes);
      yield resampler ? resampler.push(pcm) : pcm;
    }
    if (resampler) yield resampler.flush();
  }
}

async function firstChunk(response: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  const type = response.headers['content-type'] ?? '';
  if (/json|html|mpeg/.test(type)) {
    response.destroy();
    throw new AttemptError(
      'garbage',
      `the answer is ${type}, not raw PCM: the service must accept response_format pcm`,
    );
  }
  const rest = chunks(response, { stallMs: STALL_MS, maxBytes: MAX_BYTES });
  const first = await rest.next();
  if (first.done) throw new AttemptError('garbage', 'the answer has no sound');
  return (async function* () {
    yield first.value;
    yield* rest;
  })();
}
