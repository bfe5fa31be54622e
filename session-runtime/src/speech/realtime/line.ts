import type { WebSocket } from 'ws';
import type { Pcm } from '../../audio/index.ts';
import { AttemptError } from '../../pool/index.ts';
import { statusError } from '../http.ts';
import type { Spoken, Told, Wire } from './wire.ts';

const MAX_MESSAGE = 64 * 1024;
/** Sound that the server does not take is not kept for it without end: about 16 s of it. */
const MAX_UNSENT = 1 << 20;
const MAX_TEXT = 8192;

export interface LineOptions {
  /** Base URL of the service. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly wire: Wire;
  readonly spoken: Spoken;
  readonly signal: AbortSignal;
}

/** One WebSocket to a transcriber, open for one stretch of speech. It ends with its signal. */
export class Line {
  /** The whole text, once the server has it. */
  readonly text: Promise<string>;
  onText: (text: string) => void = () => {};
  readonly #socket: WebSocket;
  readonly #options: LineOptions;
  readonly #ready = Promise.withResolvers<void>();
  readonly #settle = Promise.withResolvers<string>();
  #text = '';

  /** Resolves when the server has said that it is ready. */
  static async open(options: LineOptions): Promise<Line> {
    const { WebSocket: Socket } = await import('ws');
    const { headers, url, wire, spoken } = options;
    const address = `${url.replace(/^http/, 'ws')}${wire.path(spoken)}`;
    const socket = new Socket(address, { headers, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
    const line = new Line(socket, options);
    await line.#ready.promise;
    for (const message of wire.opening(spoken)) line.#send(message);
    return line;
  }

  private constructor(socket: WebSocket, options: LineOptions) {
    this.#socket = socket;
    this.#options = options;
    this.text = this.#settle.promise;
    this.text.catch(() => {});
    const { signal } = options;
    const aborted = () => this.#fail(reasonOf(signal));
    signal.addEventListener('abort', aborted, { once: true });
    socket
      .on('unexpected-response', (_, response) => this.#fail(statusError(response, response.statusCode ?? 0)))
      .on('error', (cause) => this.#fail(new AttemptError('connect', 'the connection failed', { cause })))
      .on('close', () => {
        signal.removeEventListener('abort', aborted);
        this.#fail(new AttemptError('stalled', 'the server closed the connection'));
      })
      .on('message', (data) => this.#hear(this.#read(String(data))));
    if (signal.aborted) aborted();
  }

  get rate(): number {
    return this.#options.wire.rate;
  }

  append(pcm: Pcm): void {
    if (pcm.length === 0) return;
    const audio = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
    this.#send({ type: 'input_audio_buffer.append', audio });
  }

  /** That was all the sound. */
  end(): void {
    this.#send(this.#options.wire.closing);
  }

  #send(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT)
      this.#fail(new AttemptError('stalled', 'the server does not take the sound'));
    else this.#socket.send(JSON.stringify(message));
  }

  #hear(told: Told): void {
    switch (told?.type) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'failed':
        this.#fail(new AttemptError('garbage', `the server says: ${told.message}`));
        return;
      case 'more':
      case 'instead':
        this.#text = (told.type === 'more' ? this.#text + told.text : told.text).slice(0, MAX_TEXT);
        this.onText(this.#text.trim());
        return;
      case 'done':
        this.#settle.resolve(told.text.slice(0, MAX_TEXT).trim());
        this.#socket.close();
    }
  }

  #fail(error: AttemptError): void {
    this.#ready.reject(error);
    this.#settle.reject(error);
    this.#socket.terminate();
  }

  #read(data: string): Told {
    try {
      return this.#options.wire.told(JSON.parse(data) as Record<string, unknown>);
    } catch {
      return { type: 'failed', message: 'something that is not JSON' };
    }
  }
}

const reasonOf = (signal: AbortSignal): AttemptError =>
  signal.reason instanceof AttemptError
    ? signal.reason
    : new AttemptError('aborted', 'the request was called off', { cause: signal.reason });
