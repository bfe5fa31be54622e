import type { KubeConfig } from '@kubernetes/client-node';
import { type Clock, systemClock } from '@switchboard/service';
import type { Dispatcher } from 'undici';
import { CredentialSource } from './credentials.ts';
import { Dispatchers } from './dispatchers.ts';
import { ApiError, ConnectionError, TimeoutError } from './errors.ts';
import { type Answer, Exchange } from './exchange.ts';
import { loadKubeConfig } from './kubeconfig.ts';
import type { RestMetrics } from './metrics/rest.ts';
import { refusal } from './refusal.ts';

export interface ConnectOptions {
  /** Path of a kubeconfig; otherwise KUBECONFIG, the pod's own account, or ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  /** 15 s unless told. */
  readonly requestTimeoutMs?: number;
  /** Kept connections for requests, watches apart; 16 unless told. More requests at once wait their turn. */
  readonly connections?: number;
  readonly userAgent?: string;
  readonly metrics?: { readonly rest: RestMetrics } | undefined;
  readonly clock?: Clock;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface StreamBound {
  readonly signal: AbortSignal;
  /** A stream still open this long after it began is dead: it is broken off, and no connection of now used again. */
  readonly boundMs: number;
}

/** The server answers a watch at once, with its headers. */
const openBoundMs = 10_000;
const silent = Object.assign(new Error('the server did not end the watch when it should have'), { code: 'silent' });

/** Connects as KUBECONFIG, the pod's account or ~/.kube/config say. Nothing is sent before the first request. */
export function connect(options: ConnectOptions = {}): Connection {
  return new Connection(loadKubeConfig(options.kubeconfig), options);
}

/** One API server and one identity; shares kept connections among all requests. One per process is right. */
export class Connection {
  readonly namespace: string;
  readonly server: string;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #userAgent: string;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #metrics: RestMetrics | undefined;
  readonly #credentials: CredentialSource;
  readonly #dispatchers: Dispatchers;

  constructor(config: KubeConfig, options: ConnectOptions = {}) {
    this.server = config.getCurrentCluster()?.server ?? '';
    this.namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
    const url = new URL(this.server);
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/$/, '');
    this.#userAgent = options.userAgent ?? 'switchboard-kube';
    this.#timeoutMs = options.requestTimeoutMs ?? 15_000;
    this.#clock = options.clock ?? systemClock;
    this.#metrics = options.metrics?.rest;
    this.#credentials = new CredentialSource(config, this.#clock);
    this.#dispatchers = new Dispatchers(config, options.connections ?? 16);
  }

  /** Sends one request and returns the parsed answer; throws ApiError, TimeoutError or ConnectionError. */
  async request<T>(call: Call): Promise<T> {
    const answer = await this.#exchange(call);
    if (answer.code >= 200 && answer.code < 300) return parse<T>(call, answer.body);
    if (answer.code === 401) this.#credentials.invalidate();
    throw refusal(nameOf(call), answer);
  }

  /** Opens a watch: bytes until the server ends them, the caller returns, or the bound is over. */
  async *stream(path: string, bound: StreamBound): AsyncGenerator<Buffer> {
    const call: Call = { method: 'GET', path };
    const overdue = new AbortController();
    let cancel = this.#clock.after(openBoundMs, () => overdue.abort());
    try {
      const bytes = await this.#open(call, AbortSignal.any([bound.signal, overdue.signal]));
      cancel();
      cancel = this.#clock.after(bound.boundMs, () => overdue.abort());
      yield* bytes;
    } catch (error) {
      if (overdue.signal.aborted) this.#dispatchers.renew();
      throw error instanceof ApiError
        ? error
        : new ConnectionError(nameOf(call), overdue.signal.aborted ? silent : error);
    } finally {
      cancel();
    }
  }

  /** Breaks what is still under way. */
  async close(): Promise<void> {
    await this.#dispatchers.destroy();
  }

  async #open(call: Call, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const { headers, tls } = await this.#credentials.get();
    const began = this.#clock.monotonic();
    let code = 0;
    try {
      const { watches } = this.#dispatchers.for(tls);
      const response = await watches.request({ ...this.#target(call, headers), signal });
      code = response.statusCode;
      if (code === 200) return response.body;
      if (code === 401) this.#credentials.invalidate();
      throw refusal(nameOf(call), { code, headers: response.headers, body: await response.body.text() });
    } finally {
      this.#metrics?.observe('WATCH', code, this.#clock.monotonic() - began);
    }
  }

  async #exchange(call: Call): Promise<Answer> {
    call.signal?.throwIfAborted();
    const exchange = new Exchange();
    const timeoutMs = call.timeoutMs ?? this.#timeoutMs;
    const began = this.#clock.monotonic();
    const cancel = this.#clock.after(timeoutMs, () => exchange.stop(new TimeoutError(nameOf(call), timeoutMs)));
    const abort = call.signal ? () => exchange.stop(call.signal?.reason as Error) : undefined;
    if (abort) call.signal?.addEventListener('abort', abort, { once: true });
    try {
      const known = this.#credentials.get();
      const { headers, tls } = known instanceof Promise ? await known : known;
      this.#dispatchers.for(tls).requests.dispatch(this.#target(call, headers), exchange);
      const answer = await exchange.answer;
      this.#metrics?.observe(call.method, answer.code, this.#clock.monotonic() - began);
      return answer;
    } catch (error) {
      this.#metrics?.observe(call.method, 0, this.#clock.monotonic() - began);
      if (error instanceof TimeoutError || call.signal?.aborted) throw error;
      throw new ConnectionError(nameOf(call), error);
    } finally {
      cancel();
      if (abort) call.signal?.removeEventListener('abort', abort);
    }
  }

  #target(call: Call, credentials: Readonly<Record<string, string>>): Dispatcher.DispatchOptions {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': this.#userAgent,
      ...credentials,
    };
    if (call.body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
    return {
      origin: this.#origin,
      path: this.#basePath + call.path,
      method: call.method,
      headers,
      body: call.body ?? null,
    };
  }
}

/** For messages: the path names objects, the query may quote selectors. */
function nameOf(call: Call): string {
  const query = call.path.indexOf('?');
  return `${call.method} ${query < 0 ? call.path : call.path.slice(0, query)}`;
}

function parse<T>(call: Call, body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw new ConnectionError(nameOf(call), Object.assign(new Error('not JSON', { cause }), { code: 'bad answer' }));
  }
}
