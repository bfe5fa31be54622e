import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { TraceContext } from './context.ts';
import { otlpBody } from './otlp.ts';

export interface Span {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client';
  readonly context: TraceContext;
  /** Span that this is a part of; absent for the first of a trace. */
  readonly parent?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Why what it stands for failed. */
  readonly error?: string | undefined;
}

export interface TracerOptions {
  /** Name of the program. */
  readonly service: string;
  /** Base of an OTLP/HTTP receiver; `/v1/traces` is added. */
  readonly endpoint: string;
  readonly onError?: (error: Error) => void;
}

const QUEUE = 1024;
const BATCH = 256;
const EVERY_MS = 1000;
const DEADLINE_MS = 5000;

/**
 * Sends finished spans to an OTLP/HTTP receiver, a second behind. Nobody waits for it: what does not fit in the queue or
 * is not taken is dropped. Not the OpenTelemetry SDK: with that, the first three spans cost a process 4.3 MB, so 1.2 MB.
 */
export class Tracer {
  readonly #options: TracerOptions;
  readonly #target: URL;
  #queue: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: TracerOptions) {
    this.#options = options;
    this.#target = new URL(`${options.endpoint.replace(/\/+$/, '')}/v1/traces`);
  }

  record(span: Span): void {
    if (!span.context.sampled || this.#queue.length >= QUEUE) return;
    this.#queue.push(span);
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref();
  }

  /** Settles when what was recorded until now is sent or dropped. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#drain());
    return this.#sending;
  }

  async #drain(): Promise<void> {
    const spans = this.#queue;
    this.#queue = [];
    for (let from = 0; from < spans.length; from += BATCH) {
      const body = otlpBody(this.#options.service, spans.slice(from, from + BATCH));
      await this.#post(body).catch((error: Error) => this.#options.onError?.(error));
    }
  }

  #post(body: string): Promise<void> {
    const send = this.#target.protocol === 'https:' ? secure : plain;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const outgoing = send(this.#target, { method: 'POST', headers, signal }, (response) => {
        response.resume().once('error', reject);
        response.once('end', () => {
          if (response.statusCode && response.statusCode < 300) resolve();
          else reject(new Error(`the receiver of traces answered ${response.statusCode}`));
        });
      });
      outgoing.once('error', reject).end(body);
    });
  }
}
