import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namespaces } from '../builtin.ts';
import { Client } from '../client.ts';
import { type Connection, type ConnectOptions, connect } from '../connection.ts';
import { Component, freePort, until } from './component.ts';
import { makePki, type Pki } from './pki.ts';

/**
 * An etcd and an API server of one's own, on loopback, to be stopped, killed, frozen, compacted and rewound without
 * disturbing anyone's cluster. There are no controllers: nothing is garbage collected, no service accounts exist.
 */
export class PrivateApiServer {
  readonly folder: string;
  readonly port: number;
  readonly #etcdPort: number;
  readonly #peerPort: number;
  readonly #pki: Pki;
  readonly #extraFlags: readonly string[];
  #etcd: Component | undefined;
  #api: Component | undefined;

  static async start(extraFlags: readonly string[] = []): Promise<PrivateApiServer> {
    const server = new PrivateApiServer([await freePort(), await freePort(), await freePort()], extraFlags);
    server.startEtcd();
    await server.startApi();
    return server;
  }

  private constructor(ports: readonly [number, number, number], extraFlags: readonly string[]) {
    this.folder = mkdtempSync(join(tmpdir(), 'api-server-'));
    [this.port, this.#etcdPort, this.#peerPort] = ports;
    this.#pki = makePki(this.folder);
    this.#extraFlags = extraFlags;
  }

  /** The process of the API server alone, for who measures it. */
  get pid(): number {
    if (!this.#api) throw new Error('the API server does not run; startApi() starts it');
    return this.#api.pid;
  }

  /** A kubeconfig for the administrator; through a proxy when `port` is given. */
  kubeconfig(port = this.port): string {
    const base64 = (name: string) => this.#pki.read(name).toString('base64');
    const path = join(this.folder, `kubeconfig-${port}`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': base64('ca.crt') } },
      ],
      users: [
        { name: 'u', user: { 'client-certificate-data': base64('admin.crt'), 'client-key-data': base64('admin.key') } },
      ],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  }

  connect(port?: number, options: ConnectOptions = {}): Connection {
    return connect({ ...options, kubeconfig: this.kubeconfig(port) });
  }

  startEtcd(): void {
    const [client, peer] = [`http://127.0.0.1:${this.#etcdPort}`, `http://127.0.0.1:${this.#peerPort}`];
    this.#etcd = new Component(
      'etcd',
      [
        `--data-dir=${this.#etcdFolder()}`,
        '--name=e',
        '--unsafe-no-fsync',
        '--log-level=warn',
        `--listen-client-urls=${client}`,
        `--advertise-client-urls=${client}`,
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=e=${peer}`,
      ],
      this.folder,
    );
  }

  async startApi(): Promise<void> {
    const file = (name: string) => this.#pki.path(name);
    this.#api = new Component(
      'kube-apiserver',
      [
        `--etcd-servers=http://127.0.0.1:${this.#etcdPort}`,
        `--secure-port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        '--endpoint-reconciler-type=none',
        `--tls-cert-file=${file('server.crt')}`,
        `--tls-private-key-file=${file('server.key')}`,
        `--client-ca-file=${file('ca.crt')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${file('sa.key')}`,
        `--service-account-signing-key-file=${file('sa.key')}`,
        '--service-cluster-ip-range=10.96.0.0/24',
        '--authorization-mode=RBAC',
        '--disable-admission-plugins=ServiceAccount',
        '--anonymous-auth=false',
        '--profiling=false',
        ...this.#extraFlags,
      ],
      this.folder,
    );
    await this.#ready();
  }

  async killApi(): Promise<void> {
    await this.#api?.kill();
    this.#api = undefined;
  }

  async killEtcd(): Promise<void> {
    await this.#etcd?.kill();
    this.#etcd = undefined;
  }

  /** SIGSTOP: sockets stay open, the kernel answers probes, nothing answers requests. */
  freezeApi(): void {
    this.#api?.signal('SIGSTOP');
  }

  thawApi(): void {
    this.#api?.signal('SIGCONT');
  }

  /** Forgets all history of etcd up to now. */
  async compact(): Promise<void> {
    const { header } = await this.#etcdCall<{ header: { revision: string } }>('/v3/kv/range', { key: 'AA==' });
    await this.#etcdCall('/v3/kv/compaction', { revision: header.revision, physical: true });
  }

  /** Keeps a copy of all data as it is now. Restarts both processes. */
  async backUp(): Promise<void> {
    await this.#withDataAtRest(() => cpSync(this.#etcdFolder(), `${this.#etcdFolder()}-backup`, { recursive: true }));
  }

  /** Puts the copy back: versions go back in time, as after an administrator's restore. Restarts both processes. */
  async restore(): Promise<void> {
    await this.#withDataAtRest(() => {
      rmSync(this.#etcdFolder(), { recursive: true });
      renameSync(`${this.#etcdFolder()}-backup`, this.#etcdFolder());
    });
  }

  async stop(): Promise<void> {
    await this.killApi();
    await this.killEtcd();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #withDataAtRest(work: () => void): Promise<void> {
    await this.killApi();
    await this.killEtcd();
    work();
    this.startEtcd();
    await this.startApi();
  }

  #etcdFolder(): string {
    return join(this.folder, 'etcd');
  }

  async #etcdCall<T>(path: string, body: object): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#etcdPort}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`etcd answered ${response.status} to ${path}`);
    return (await response.json()) as T;
  }

  #ready(): Promise<void> {
    const [ca, cert, key] = ['ca.crt', 'admin.crt', 'admin.key'].map((name) => this.#pki.read(name));
    const options = {
      host: '127.0.0.1',
      port: this.port,
      path: '/readyz',
      ca,
      cert,
      key,
      timeout: 2_000,
      agent: false,
    };
    const ask = () =>
      new Promise<boolean>((resolve, reject) => {
        const request = get(options, (answer) => resolve(answer.resume().statusCode === 200));
        request.on('error', reject).on('timeout', () => request.destroy(new Error('no answer')));
      });
    return until('the API server', ask, 90_000);
  }
}

/** A client of a private server with a namespace ready to use. */
export async function clientWithNamespace(connection: Connection, namespace: string): Promise<Client> {
  const client = new Client(connection);
  await client.of(namespaces).create({ metadata: { name: namespace } });
  return client;
}
