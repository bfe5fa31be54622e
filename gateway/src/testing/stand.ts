import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Bus, ensureStreams } from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import {
  Client,
  type Connection,
  createKubeMetrics,
  type KubeObject,
  namespaces,
  resource,
  secrets,
} from '@switchboard/kube';
import { PrivateApiServer, until } from '@switchboard/kube/testing';
import { type Clock, createLogger, createRegistry, systemClock } from '@switchboard/service';
import { parse } from 'yaml';
import type { z } from 'zod';
import { createKey } from '../auth/keyring.ts';
import type { Role } from '../auth/principal.ts';
import { gatewayConfig } from '../config.ts';
import { voiceAgents, voicePools, voiceTenants } from '../fleet/fleet.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { voiceSessions } from '../sessions/service.ts';

const crdFolder = join(import.meta.dirname, '../../../crds');
const crds = resource<KubeObject>(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'cluster',
);
const speech = [{ endpoints: [{ url: 'http://127.0.0.1:9/v1' }], model: 'none' }];

export const LIVEKIT = { key: 'stand', secret: 'not-a-secret-but-a-key-of-a-test-on-loopback' };

export interface RunningGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly registry: ReturnType<typeof createRegistry>;
  close(): Promise<void>;
}

/** An API server with our CRDs and a bus of one's own, and gateways before them. Nobody operates the sessions. */
export class Stand implements AsyncDisposable {
  readonly nats: NatsServer;
  readonly bus: Bus;
  readonly client: Client;
  readonly #api: PrivateApiServer;
  readonly #connection: Connection;
  readonly #gateways: RunningGateway[] = [];

  static async open(): Promise<Stand> {
    const [api, nats] = await Promise.all([PrivateApiServer.start(), NatsServer.start()]);
    const stand = new Stand(api, nats);
    await stand.bus.ready(10_000);
    await ensureStreams(stand.bus, { replicas: 1, maxAgeSeconds: 3600, maxBytes: -1 });
    await stand.#install();
    return stand;
  }

  private constructor(api: PrivateApiServer, nats: NatsServer) {
    this.#api = api;
    this.nats = nats;
    this.bus = nats.program('operator');
    this.#connection = api.connect();
    this.client = new Client(this.#connection, { fieldManager: 'stand' });
  }

  async #install(): Promise<void> {
    for (const file of readdirSync(crdFolder).filter((name) => name.endsWith('.yaml')))
      await this.client.of(crds).create(parse(readFileSync(join(crdFolder, file), 'utf8')));
    await this.namespace('switchboard-keys');
    for (const kind of [voiceSessions, voiceAgents, voicePools, voiceTenants])
      await until(`${kind.plural} to be served`, () =>
        this.client
          .of<KubeObject>(kind as never)
          .list()
          .then(
            () => true,
            () => false,
          ),
      );
  }

  /** Goes with the stand. */
  get folder(): string {
    return this.#api.folder;
  }

  /** For a gateway in a process of its own. */
  kubeconfig(): string {
    return this.#api.kubeconfig();
  }

  async namespace(name: string): Promise<string> {
    await this.client.of(namespaces).create({ metadata: { name } });
    return name;
  }

  async tenant(name: string, spec: object = {}): Promise<string> {
    await this.namespace(name);
    await this.client.of(voiceTenants).create({ metadata: { name: 'default', namespace: name }, spec } as never);
    return name;
  }

  async agent(namespace: string, name: string, spec: object = {}): Promise<void> {
    const whole = { prompt: 'Be kind.', speech: { transcribe: speech, think: speech, speak: speech }, ...spec };
    await this.client.of(voiceAgents).create({ metadata: { name, namespace }, spec: whole } as never);
  }

  async key(tenant: string, role: Exclude<Role, 'caller'> = 'client'): Promise<string> {
    return (await createKey(this.client, 'switchboard-keys', { tenant, role })).key;
  }

  async signingKey(tenant: string, name: string): Promise<string> {
    const key = `whsec_${Buffer.from(`key of ${tenant}/${name} in a test`).toString('base64')}`;
    const metadata = { name, namespace: 'switchboard-keys', labels: { 'switchboard.dev/tenant': tenant } };
    await this.client.of(secrets).create({ metadata, stringData: { key } } as never);
    return key;
  }

  /** Whether the durable reader is there: what was stored before it began is not for it. */
  async hasReader(stream: string, name: string): Promise<boolean> {
    const answer = await this.bus
      .connection()
      .request(`$JS.API.CONSUMER.INFO.${stream}.${name}`, undefined, { timeout: 10_000 });
    return (answer.json() as { error?: object }).error === undefined;
  }

  async gateway(
    { limits = {}, ...config }: Partial<z.input<typeof gatewayConfig>> = {},
    clock: Clock = systemClock,
  ): Promise<RunningGateway> {
    const bus = this.nats.program('gateway');
    const stop = new AbortController();
    const registry = createRegistry();
    const kubeMetrics = createKubeMetrics(registry);
    const connection = this.#api.connect(undefined, { metrics: kubeMetrics });
    const gateway = createGateway({
      registry,
      kubeMetrics,
      config: gatewayConfig.parse({
        livekit: { publicUrl: 'ws://127.0.0.1:9' },
        limits: { drainMilliseconds: 0, ...limits },
        nats: { servers: [this.nats.url] },
        ...config,
      }),
      livekit: LIVEKIT,
      client: new Client(connection, { fieldManager: 'gateway' }),
      bus,
      clock,
      logger: createLogger({ name: 'gateway', level: process.env['STAND_LOG'] ?? 'error' }),
    });
    gateway.run(stop.signal);
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    const { port } = gateway.server.address() as AddressInfo;
    await until('the gateway to have read everything', async () =>
      Object.values(gateway.checks).every((one) => one().ok),
    );
    await bus.ready(10_000);
    let closed: Promise<void> | undefined;
    const close = async () => {
      await gateway.close();
      stop.abort();
      await bus.close();
      await connection.close();
    };
    const running = { url: `http://127.0.0.1:${port}`, gateway, registry, close: () => (closed ??= close()) };
    this.#gateways.push(running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#gateways.map((one) => one.close()));
    await this.bus.close();
    await this.#connection.close();
    await this.nats[Symbol.asyncDispose]();
    await this.#api.stop();
  }
}
