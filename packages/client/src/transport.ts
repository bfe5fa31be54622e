import { ConnectionError, SwitchboardError } from './errors.ts';
import type { Problem } from './generated/types.ts';

export interface ClientOptions {
  /** Address of the gateway, such as https://voice.example.com. */
  readonly url: string;
  /** API key, or what gives a client token that a back end minted. In a browser never use an API key. */
  readonly key: string | (() => string | Promise<string>);
  readonly fetch?: typeof globalThis.fetch;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** One request: authorised, JSON in and out, problems thrown. */
export class Transport {
  readonly #options: ClientOptions;
  readonly #base: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
  }

  async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.open(path, call);
    const text = await response.text().catch((cause: unknown) => {
      if (call.signal?.aborted) throw cause;
      throw new ConnectionError(cause);
    });
    return JSON.parse(text) as T;
  }

  async open(path: string, { method = 'GET', body, headers, signal }: Call = {}): Promise<Response> {
    const { key, fetch = globalThis.fetch } = this.#options;
    const bearer = typeof key === 'string' ? key : await key();
    const init: RequestInit = {
      method,
      headers: { Authorization: `Bearer ${bearer}`, ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    };
    const response = await fetch(`${this.#base}${path}`, init).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new ConnectionError(cause);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

async function problemOf(response: Response): Promise<SwitchboardError> {
  const body = (await response.json().catch(() => undefined)) as Problem | undefined;
  const unknown = { type: 'about:blank', title: `The gateway answered ${response.status}`, status: response.status };
  return new SwitchboardError(body?.type ? body : unknown, response.headers.get('Retry-After'));
}
