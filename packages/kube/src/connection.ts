import type { KubeConfig } from '@kubernetes/client-node';
import { type Clock, systemClock } from '@switchboard/service';
import type { Dispatcher } from 'undici';
import { CredentialSource } from './credentials.ts';
import { Dispatchers } from './dispatchers.ts';
import { ConnectionError, TimeoutError } from './errors.ts';
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

  /** Opens a watch: a stream of bytes that the caller must bound in time and destroy. */
  async stream(path: string, signal: AbortSignal): Promise<Dispatcher.ResponseData['body']> {
    const call: Call = { method: 'GET', path };
    const { headers, tls } = await this.#credentials.get();
    const began = this.#clock.monotonic();
    const response = await this.#dispatchers
      .for(tls)
      .watches.request({ ...this.#target(call, headers), signal })
      .catch((error: unknown) => {
        this.#metrics?.observe(call.method, 0, this.#clock.monotonic() - began);
        throw new ConnectionError(nameOf(call), error);
      });
    this.#metrics?.observe('WATCH', response.statusCode, this.#clock.monotonic() - began);
    if (response.statusCode === 200) return response.body;
    if (response.statusCode === 401) this.#credentials.invalidate();
    const body = await response.body.text().catch(() => '');
    throw refusal(nameOf(call), { code: response.statusCode, headers: response.headers, body });
  }

  /** Breaks what is still under way. */
  async close(): Promise<void> {
    await this.#dispatchers.destroy();
  }

  async #exchange(call: Call): Promise<Answer> {
    call.signal?.throwIfAborted();
    const known = this.#credentials.get();
    const { headers, tls } = known instanceof Promise ? await known : known;
    const exchange = new Exchange();
    const timeoutMs = call.timeoutMs ?? this.#timeoutMs;
    const began = this.#clock.monotonic();
    const cancel = this.#clock.after(timeoutMs, () => exchange.stop(new TimeoutError(nameOf(call), timeoutMs)));
    const abort = call.signal ? () => exchange.stop(call.signal?.reason as Error) : undefined;
    if (abort) call.signal?.addEventListener('abort', abort, { once: true });
    try {
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
