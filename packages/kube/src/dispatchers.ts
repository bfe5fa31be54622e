import { createSecureContext } from 'node:tls';
import type { Cluster, KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { sameTls, type TlsMaterial } from './credentials.ts';
import { KubeConfigError } from './kubeconfig.ts';

export interface DispatcherPair {
  /** Short requests: a bounded set of kept connections. */
  readonly requests: Dispatcher;
  /** Watches: each holds its connection for as long as it lives, so they must not use up the bounded set. */
  readonly watches: Dispatcher;
}

/**
 * The API server closes idle connections after 90 s; leaving first avoids writing into a closing socket.
 * HTTP/1.1 on purpose: node's HTTP/2 costs more CPU a request, and one stalled connection would stall everything.
 */
const common = { allowH2: false, keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000, bodyTimeout: 0 } as const;
const connectTimeoutMs = 5_000;
/** Linux probes a silent peer after this long, then every second, and gives up after ten: dead hosts show in 20 s. */
const keepAliveInitialDelay = 10_000;

/** Keeps one pair of dispatchers, renewed when the TLS material on disk has been rotated. */
export class Dispatchers {
  readonly #config: KubeConfig;
  readonly #connections: number;
  #tls: TlsMaterial | undefined;
  #pair: DispatcherPair | undefined;

  constructor(config: KubeConfig, connections: number) {
    this.#config = config;
    this.#connections = connections;
  }

  for(tls: TlsMaterial): DispatcherPair {
    if (this.#pair && this.#tls && (tls === this.#tls || sameTls(tls, this.#tls))) return this.#pair;
    this.renew();
    this.#tls = tls;
    const cluster = this.#config.getCurrentCluster();
    this.#pair = {
      requests: this.#create(cluster, tls, this.#connections),
      watches: this.#create(cluster, tls, null),
    };
    return this.#pair;
  }

  /** New connections from here on; what is under way on the old ones may end. */
  renew(): void {
    void closePair(this.#pair);
    this.#pair = undefined;
  }

  async destroy(): Promise<void> {
    const pair = this.#pair;
    this.#pair = undefined;
    if (pair) await Promise.all([pair.requests.destroy(), pair.watches.destroy()]);
  }

  #create(cluster: Cluster | null, tls: TlsMaterial, connections: number | null): Dispatcher {
    const plan = this.#config.createDispatcherOptions(cluster, tls);
    // Reading certificates and key anew for each connection would cost more than the rest of its handshake.
    const secureContext = createSecureContext(tls);
    const connect = { ...tls, secureContext, keepAlive: true, keepAliveInitialDelay, timeout: connectTimeoutMs };
    const options = { ...common, connections, headersTimeout: 0 };
    if (plan.type === 'socks') throw new KubeConfigError('a SOCKS proxy is not supported; use an HTTP proxy-url');
    if (plan.type === 'proxy') return new ProxyAgent({ ...options, uri: plan.uri, requestTls: connect });
    return new Agent({ ...options, connect });
  }
}

/** Lets running requests end; watches are bounded in time and end by themselves. */
async function closePair(pair: DispatcherPair | undefined): Promise<void> {
  if (pair) await Promise.allSettled([pair.requests.close(), pair.watches.close()]);
}
