import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const RATE = 24_000;

/** Models that take no time: what a turn takes with these is ours. Speech is a tone of a settable length. */
export class InstantModels implements AsyncDisposable {
  readonly #server: Server;
  seconds = 1;

  static async start(): Promise<InstantModels> {
    const models = new InstantModels();
    await new Promise<void>((resolve) => models.#server.listen(0, '127.0.0.1', resolve));
    return models;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for await (const _ of request) {
      // the body is of no interest, but must have been read
    }
    if (request.url?.endsWith('/audio/transcriptions'))
      response.setHeader('content-type', 'application/json').end('{"text":"hello there"}');
    else if (request.url?.endsWith('/chat/completions')) this.#think(response);
    else response.setHeader('content-type', 'audio/pcm').end(tone(this.seconds));
  }

  #think(response: ServerResponse): void {
    response.setHeader('content-type', 'text/event-stream');
    response.write('data: {"choices":[{"delta":{"content":"A sentence without meaning."}}]}\n\n');
    response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
  }
}

function tone(seconds: number): Buffer {
  const pcm = new Int16Array(RATE * seconds);
  for (let i = 0; i < pcm.length; i++) pcm[i] = 8000 * Math.sin((2 * Math.PI * 440 * i) / RATE);
  return Buffer.from(pcm.buffer);
}
