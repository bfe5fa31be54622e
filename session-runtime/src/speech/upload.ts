import { LISTEN_RATE, type Pcm, wavOf } from '../audio/index.ts';
import { AttemptError, type Pool } from '../pool/index.ts';
import { modelFor } from './chat.ts';
import { post, readJson } from './http.ts';
import type { PoolModel } from './model.ts';
import type { Heard, Take, Transcriber } from './stages.ts';

const MAX_BYTES = 256 * 1024;
const MAX_TEXT = 8192;
const BOUNDARY = 'switchboard-boundary-4f1c9d';

/** Speech to text as one upload of the whole utterance (OpenAI's /audio/transcriptions). */
export class UploadTranscriber implements Transcriber {
  readonly #pool: Pool;
  readonly #models: readonly PoolModel[];

  constructor(pool: Pool, models: readonly PoolModel[]) {
    this.#pool = pool;
    this.#models = models;
  }

  health() {
    return this.#pool.health();
  }

  listen({ language }: { language: string }): Take {
    return {
      push: () => {},
      finish: (sound, signal) => this.transcribe(sound, { language, signal }),
      cancel: () => {},
    };
  }

  async transcribe(pcm: Pcm, request: { language: string; signal: AbortSignal }): Promise<Heard> {
    const wav = wavOf(pcm, LISTEN_RATE);
    const answer = await this.#pool.run(async (url, signal) => {
      const model = modelFor(this.#models, url);
      const response = await post({
        url: `${url}/audio/transcriptions`,
        signal,
        headers: { ...model.headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
        body: form(
          { model: model.name, language: request.language.split('-', 1)[0] ?? 'en', response_format: 'json' },
          wav,
        ),
      });
      const body = await readJson(response, { stallMs: 60_000, maxBytes: MAX_BYTES });
      return textOf(body);
    }, request.signal);
    answer.done();
    return {
      text: answer.value,
      cost: { stage: 'transcribe', url: answer.url, milliseconds: answer.firstByteMs, attempts: answer.attempts },
      settled: false,
    };
  }
}

function textOf(body: unknown): string {
  const text = (body as { text?: unknown } | null)?.text;
  if (typeof text !== 'string') throw new AttemptError('garbage', 'the answer has no text');
  return text.slice(0, MAX_TEXT).trim();
}

function form(fields: Readonly<Record<string, string>>, wav: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [name, value] of Object.entries(fields))
    parts.push(Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  parts.push(
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="speech.wav"\r\ncontent-type: audio/wav\r\n\r\n`,
    ),
    wav,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  );
  return Buffer.concat(parts);
}
