import { type ConfigMap, configMaps } from '../builtin.ts';
import { Client } from '../client.ts';
import type { Connection } from '../connection.ts';
import type { Key } from '../object.ts';
import { Reflector, type ReflectorOptions } from '../reflector.ts';
import type { WatchOptions } from '../requests.ts';
import { until } from './component.ts';
import { clientWithNamespace, type PrivateApiServer } from './private-api-server.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** ConfigMaps in a namespace of a test's own, changed directly and followed through a proxy that can fail. */
export class Shelf implements AsyncDisposable {
  readonly namespace: string;
  readonly proxy: TcpProxy;
  readonly #direct: Connection;
  readonly #through: Connection;
  readonly #client: Client;
  readonly #stop = new AbortController();

  static async open(server: PrivateApiServer, namespace: string): Promise<Shelf> {
    const direct = server.connect();
    const client = await clientWithNamespace(direct, namespace);
    const proxy = await TcpProxy.start(server.port);
    return new Shelf(namespace, { proxy, client, direct, through: server.connect(proxy.port) });
  }

  private constructor(
    namespace: string,
    parts: { proxy: TcpProxy; client: Client; direct: Connection; through: Connection },
  ) {
    this.namespace = namespace;
    this.proxy = parts.proxy;
    this.#client = parts.client;
    this.#direct = parts.direct;
    this.#through = parts.through;
  }

  /** A reflector through the proxy, and everything it tells. */
  async follow(options: Partial<ReflectorOptions<ConfigMap>> = {}) {
    const errors: string[] = [];
    const told: string[] = [];
    const api = new Client(this.#through).of(configMaps);
    let lists = 0;
    let streams = 0;
    const counted = {
      resource: api.resource,
      watch: (query: WatchOptions) => {
        if (query.initial) streams++;
        return api.watch(query);
      },
      pages: (query: object) => {
        if (!('limit' in query && query.limit === 1)) lists++;
        return api.pages(query);
      },
    };
    const reflector = new Reflector({
      api: counted,
      namespace: this.namespace,
      onError: (error) => errors.push(String(error)),
      ...options,
    });
    reflector.onChange(({ type, object }) =>
      told.push(`${type} ${object.metadata.name} ${object.data?.['n'] ?? ''}`.trim()),
    );
    const ended = reflector.run(this.#stop.signal);
    await reflector.synced();
    return { reflector, told, errors, ended, lists: () => lists, streams: () => streams };
  }

  key(name: string): Key {
    return `${this.namespace}/${name}`;
  }

  put(name: string, n: string): Promise<ConfigMap> {
    return this.#client.of(configMaps).create({ metadata: { namespace: this.namespace, name }, data: { n } });
  }

  change(name: string, n: string): Promise<ConfigMap> {
    return this.#client.of(configMaps).patch({ namespace: this.namespace, name }, { data: { n } });
  }

  async remove(name: string): Promise<void> {
    await this.#client.of(configMaps).delete({ namespace: this.namespace, name });
  }

  sees(reflector: Reflector<ConfigMap>, name: string, n: string, boundMs?: number): Promise<void> {
    return until(`${name}=${n}`, () => reflector.store.get(this.key(name))?.data?.['n'] === n, boundMs);
  }

  /** Ends what follows. */
  stop(): void {
    this.#stop.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#through.close();
    await this.#direct.close();
    await this.proxy.stop();
  }
}
