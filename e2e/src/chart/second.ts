import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { create, eventually, get, imageRef, kubectl, serviceAddress } from '../support/index.ts';
import { chart, helm, root } from './helm.ts';

/** The operator of `make up` leaves it alone: see dev/values.yaml. */
export const TENANT = 'e2e-second-tenant';
const RELEASE = 'second';

interface LiveKitSecret {
  readonly data: Readonly<Record<string, string>>;
}

interface Listed {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
}

/** What is installed: a chart, and the images that belong to it. */
export interface Version {
  readonly chart: string;
  image(name: string): string;
  /** What its chart is told otherwise than that of now. */
  readonly values?: object;
}

const ofNow: Version = { chart, image: imageRef };

/**
 * An installation of its own beside that of `make up`: other namespaces under Pod Security "restricted", a message bus of
 * its own, and the same LiveKit, which it is told apart in by its name.
 */
export class SecondInstall {
  readonly home = `e2e-second-${randomBytes(3).toString('hex')}`;
  readonly keysNamespace = `${this.home}-keys`;
  readonly tenant: string;
  #folder = '';

  constructor(tenant: string = TENANT) {
    this.tenant = tenant;
  }

  /** Namespaces, keys, the one Secret and the bus: what a user brings along. */
  async prepare(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'second-'));
    await kubectl(['delete', 'namespace', this.tenant, '--ignore-not-found', '--wait=true', '--timeout=60s']);
    await create(restricted(this.home), restricted(this.tenant));
    await this.makeKeys();
    await this.createSecrets();
    await this.startBus();
  }

  get keys(): string {
    return join(this.#folder, 'keys');
  }

  async makeKeys(): Promise<void> {
    await promisify(execFile)(process.execPath, [join(root, 'packages/bus/src/keys/cli.ts'), '--out', this.keys]);
  }

  async createSecrets(): Promise<void> {
    const { data } = await get<LiveKitSecret>('secret', 'switchboard-livekit', '--namespace', 'switchboard-system');
    const decoded = Object.entries(data).map(([name, text]) => [name, Buffer.from(text, 'base64').toString()]);
    const files = ['operator.creds', 'pod-signer.json', 'gateway.creds'];
    const read = (name: string) => readFile(join(this.keys, name), 'utf8');
    const bus = await Promise.all(files.map(async (name) => [name, await read(name)]));
    await this.apply(
      object('v1', 'Secret', 'switchboard', { stringData: Object.fromEntries([...decoded, ...bus]) }),
      object('v1', 'ConfigMap', 'nats-auth', { data: { 'auth.conf': await read('auth.conf') } }),
    );
  }

  /** NATS as `make up` runs it, in this namespace. */
  async startBus(): Promise<void> {
    const text = await readFile(join(root, 'manifests/dev/services/nats.yaml'), 'utf8');
    const filled = text
      .replaceAll('${image.nats}', imageRef('nats'))
      .replaceAll('${checksum}', '"none"')
      .replace('cpu: 100m', 'cpu: 10m');
    const documents = parseAllDocuments(filled).map((document) => document.toJS() as { metadata: object });
    await this.apply(...documents);
    await this.kubectl('rollout', 'status', 'statefulset/nats', '--timeout=90s');
  }

  /** With the volume as it was kept. */
  async startBusFrom(kept: string): Promise<void> {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } };
    await this.apply(object('v1', 'PersistentVolumeClaim', 'data-nats-0', { spec }));
    await copyAll(kept, await this.busFolder());
    await this.startBus();
  }

  /** What has to be said because another installation is on the cluster already, and because images can't be pulled. */
  async #values(more: object, version: Version): Promise<string> {
    const ref = (name: string) => ({ ref: version.image(name) });
    // Requests, so that two of each find room on a node of two processors that another installation shares.
    const resources = { requests: { cpu: '10m', memory: '128Mi' } };
    const values = {
      livekit: { url: 'http://198.18.0.1:7880' },
      nats: { servers: [`nats://nats.${this.home}:4222`] },
      crds: { install: false },
      admissionPolicy: { enabled: false },
      operator: { image: ref('operator'), resources, config: { namespaces: [this.tenant], install: this.home } },
      gateway: {
        image: ref('gateway'),
        resources,
        keys: { namespace: this.keysNamespace },
        config: { namespaces: [this.tenant] },
      },
      sessionRuntime: { image: ref('session-runtime') },
      test: { tenant: this.tenant, agent: 'ada' },
    };
    const file = join(this.#folder, 'values.json');
    await writeFile(file, JSON.stringify(merged(merged(values, version.values ?? {}), more)));
    return file;
  }

  install(more: object = {}, version: Version = ofNow): Promise<string> {
    return this.#roll('install', more, version);
  }

  upgrade(more: object): Promise<string> {
    return this.#roll('upgrade', more, ofNow);
  }

  async #roll(command: 'install' | 'upgrade', more: object, version: Version): Promise<string> {
    const values = await this.#values(more, version);
    return this.helm(command, RELEASE, version.chart, '--values', values, '--wait', '--timeout', '3m');
  }

  rollback(revision: number): Promise<string> {
    return this.helm('rollback', RELEASE, String(revision), '--wait', '--timeout', '3m');
  }

  /** What helm test's caller says. */
  async test(): Promise<string> {
    await this.helm('test', RELEASE, '--timeout', '3m');
    return this.kubectl('logs', 'switchboard-test');
  }

  /** What the hook says meanwhile: Helm prints it to nobody. */
  async uninstall(): Promise<string> {
    const said = eventually(
      'the log of the hook',
      async () => {
        return this.kubectl('logs', 'job/switchboard-uninstall', '--follow', '--pod-running-timeout=60s');
      },
      240,
    );
    await this.helm('uninstall', RELEASE, '--timeout', '5m');
    return said;
  }

  helm(command: string, ...args: string[]): Promise<string> {
    return helm(command, ...args, '--namespace', this.home);
  }

  kubectl(...args: string[]): Promise<string> {
    return kubectl([...args, '--namespace', this.home]);
  }

  async apply(...objects: { metadata: object }[]): Promise<void> {
    const here = objects.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: this.home } }));
    const text = here.map((one) => JSON.stringify(one)).join('\n---\n');
    await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], text);
  }

  async gatewayUrl(): Promise<string> {
    return `http://${await serviceAddress(this.home, 'switchboard-gateway')}:8080`;
  }

  /** Of those that run and stay: what was told to go may run for a while yet. */
  async podNames(program: 'operator' | 'gateway'): Promise<string[]> {
    const selected = ['-l', `app.kubernetes.io/name=switchboard-${program}`, '--field-selector=status.phase=Running'];
    const { items } = await get<{ items: Listed[] }>('pods', '--namespace', this.home, ...selected);
    const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return staying.map(({ metadata }) => `pod/${metadata.name}`).sort();
  }

  /** Where the machine keeps the volume of the bus. */
  async busFolder(): Promise<string> {
    const claim = await eventually('the volume of the bus', async () => {
      const found = await get<{ spec: { volumeName?: string } }>('pvc', 'data-nats-0', '--namespace', this.home);
      return found.spec.volumeName;
    });
    return (await get<{ spec: { hostPath: { path: string } } }>('pv', claim)).spec.hostPath.path;
  }

  async close(): Promise<void> {
    // While there is still an operator to take the finalizers off.
    const sessions = ['voicesessions', '--all', '--namespace', this.tenant, '--timeout=60s'];
    await kubectl(['delete', ...sessions]).catch(console.error);
    await this.helm('uninstall', RELEASE, '--no-hooks').catch(() => undefined);
    const namespaces = [this.home, this.keysNamespace, this.tenant];
    await kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--wait=false']);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** With owners and rights: a server finds its files as it left them. */
export const copyAll = (from: string, to: string): Promise<unknown> =>
  promisify(execFile)('cp', ['--archive', '--no-target-directory', from, to]);

function restricted(name: string): object {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'switchboard.dev/e2e': 'true' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

const object = (apiVersion: string, kind: string, name: string, content: object) => ({
  apiVersion,
  kind,
  metadata: { name },
  ...content,
});

function merged(values: object, more: object): object {
  const isMap = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const old = values as Record<string, unknown>;
  const changed = Object.entries(more).map(([name, value]) => {
    const before = old[name];
    return [name, isMap(before) && isMap(value) ? merged(before, value) : value];
  });
  return { ...values, ...Object.fromEntries(changed) };
}
