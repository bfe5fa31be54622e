import type { Clock } from '@switchboard/service';
import { concat, LISTEN_RATE, type Pcm, Resampler, samplesOf } from '../../audio/index.ts';
import { type Answered, AttemptError } from '../../pool/index.ts';
import type { Heard, Take } from '../stages.ts';
import type { Line } from './line.ts';

/** Sound goes out in pieces of this length: shorter ones cost more than they gain. */
const PIECE = samplesOf(96, LISTEN_RATE);
/** A transcript that is later than this after the end of the sound is sought by upload as well. */
const UPLOAD_AFTER_MS = 1000;

export interface TakeParts {
  readonly clock: Clock;
  readonly open: (signal: AbortSignal) => Promise<Answered<Line>>;
  readonly upload: (sound: Pcm, signal: AbortSignal) => Promise<Heard>;
  readonly onPartial: (text: string) => void;
}

/** Streams one stretch of speech, and has it uploaded where the stream fails or is late. */
export class StreamedTake implements Take {
  readonly #parts: TakeParts;
  readonly #control = new AbortController();
  readonly #opened: Promise<Answered<Line>>;
  #line: Line | undefined;
  #resampler: Resampler | undefined;
  /** Sound that has not gone out: less than a piece, or all of it until the line is open. */
  #waiting: Pcm[] = [];
  #samples = 0;

  constructor(parts: TakeParts) {
    this.#parts = parts;
    this.#opened = parts.open(this.#control.signal);
    this.#opened.then(
      (answer) => this.#begin(answer),
      () => {},
    );
  }

  push(pcm: Pcm): void {
    this.#waiting.push(pcm);
    this.#samples += pcm.length;
    if (this.#samples >= PIECE) this.#sendWaiting();
  }

  async finish(sound: Pcm, signal: AbortSignal): Promise<Heard> {
    const { clock, upload } = this.#parts;
    const over = new AbortController();
    const cancel = () => this.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const streamed = this.#streamed();
    const failed = new Promise<void>((resolve) => void streamed.catch(() => resolve()));
    const uploaded = Promise.race([failed, clock.sleep(UPLOAD_AFTER_MS, over.signal)]).then(() =>
      upload(sound, AbortSignal.any([signal, over.signal])),
    );
    try {
      return await Promise.any([streamed, uploaded]);
    } catch (error) {
      throw (error as AggregateError).errors.at(-1);
    } finally {
      over.abort();
      signal.removeEventListener('abort', cancel);
      this.#control.abort(new AttemptError('stalled', 'the words came by upload first'));
    }
  }

  cancel(): void {
    this.#control.abort(new AttemptError('aborted', 'the words are not wanted any more'));
  }

  #begin(answer: Answered<Line>): void {
    const { signal } = this.#control;
    const leave = () => answer.done(signal.reason as AttemptError);
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener('abort', leave, { once: true });
    const line = answer.value;
    line.onText = this.#parts.onPartial;
    if (line.rate !== LISTEN_RATE) this.#resampler = new Resampler(LISTEN_RATE, line.rate);
    this.#line = line;
    this.#sendWaiting();
  }

  async #streamed(): Promise<Heard> {
    const answer = await this.#opened;
    const line = answer.value;
    const endedAt = this.#parts.clock.monotonic();
    try {
      this.#sendWaiting();
      if (this.#resampler) line.append(this.#resampler.flush());
      line.end();
      const text = await line.text;
      const milliseconds = this.#parts.clock.monotonic() - endedAt;
      answer.done();
      const cost = { stage: 'transcribe' as const, url: answer.url, milliseconds, attempts: answer.attempts };
      return { text, settled: true, cost };
    } catch (error) {
      answer.done(error as AttemptError);
      throw error;
    }
  }

  #sendWaiting(): void {
    if (!this.#line || this.#samples === 0) return;
    const pcm = concat(this.#waiting);
    this.#waiting = [];
    this.#samples = 0;
    this.#line.append(this.#resampler ? this.#resampler.push(pcm) : pcm);
  }
}
