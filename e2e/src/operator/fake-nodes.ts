import { labels } from '@switchboard/api';
import {
  Client,
  type Connection,
  connect,
  isNotFound,
  nodes,
  type Pod,
  pods,
  Reflector,
  secrets,
} from '@switchboard/kube';
import { eventually, kubeconfig, serviceAddress } from '../support/index.ts';
import { PlayedPod } from './played-pod.ts';

/** Half of what the node controller waits before it gives a node up. */
const HEARTBEAT_MS = 15_000;
const KEY = 'switchboard.dev/e2e-nodes';

/**
 * Nodes that only the API server knows, with GPUs: the real scheduler places pods on them, and what the kubelet and the
 * session process would do is played here. Their taint keeps other pods away.
 */
export class FakeNodes implements AsyncDisposable {
  readonly #namespace: string;
  readonly #natsUrl: string;
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #ready = new Map<string, boolean>();
  readonly #played = new Map<string, Promise<PlayedPod | undefined>>();
  readonly #over = new AbortController();
  readonly #running: Promise<void>;
  readonly #beat: NodeJS.Timeout;

  static async open(namespace: string): Promise<FakeNodes> {
    return new FakeNodes(namespace, `nats://${await serviceAddress('switchboard-dev', 'nats')}:4222`);
  }

  private constructor(namespace: string, natsUrl: string) {
    this.#namespace = namespace;
    this.#natsUrl = natsUrl;
    this.#connection = connect({ kubeconfig, userAgent: 'switchboard-fake-nodes' });
    this.#client = new Client(this.#connection);
    const reflector = new Reflector<Pod>({ api: this.#client.of(pods), namespace });
    reflector.onChange(({ type, object }) => void this.#look(type === 'deleted', object));
    this.#running = reflector.run(this.#over.signal);
    this.#beat = setInterval(() => {
      for (const name of this.#ready.keys()) void this.#writeStatus(name).catch(() => undefined);
    }, HEARTBEAT_MS);
  }

  /** For spec.runtime of an agent whose pods shall run here. */
  get runtime(): object {
    return {
      nodeSelector: { [KEY]: this.#namespace },
      tolerations: [{ key: KEY, operator: 'Equal', value: this.#namespace, effect: 'NoSchedule' }],
      cpuRequest: '10m',
    };
  }

  async add(name: string, gpus: number): Promise<string> {
    const node = `${this.#namespace}-${name}`;
    const hostname = { 'kubernetes.io/hostname': node };
    await this.#client.of(nodes).create({
      metadata: { name: node, labels: { ...hostname, type: 'kwok', [KEY]: this.#namespace } },
      spec: { taints: [{ key: KEY, value: this.#namespace, effect: 'NoSchedule' }] },
    });
    this.#ready.set(node, true);
    await this.#writeStatus(node, gpus);
    return node;
  }

  async becomes(node: string, ready: boolean): Promise<void> {
    this.#ready.set(node, ready);
    await this.#writeStatus(node);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    this.#over.abort();
    await this.#running;
    for (const pod of this.#played.values()) await (await pod)?.close();
    for (const name of this.#ready.keys()) await this.#client.of(nodes).delete({ name });
    await this.#connection.close();
  }

  async #writeStatus(name: string, gpus?: number): Promise<void> {
    const now = new Date().toISOString();
    const ready = this.#ready.get(name);
    const condition = {
      type: 'Ready',
      status: ready ? 'True' : 'False',
      reason: ready ? 'KubeletReady' : 'KubeletNotReady',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    };
    const room = gpus === undefined ? undefined : roomFor(gpus);
    const status = { conditions: [condition], ...(room ? { capacity: room, allocatable: room } : {}) };
    await this.#client.of(nodes).patchStatus({ name }, status);
  }

  async #look(gone: boolean, pod: Pod): Promise<void> {
    const uid = pod.metadata.uid ?? '';
    if (!this.#ready.has(pod.spec?.nodeName ?? '')) return;
    if (gone || pod.metadata.deletionTimestamp) {
      const played = this.#played.get(uid);
      this.#played.delete(uid);
      await (await played)?.close();
      if (!gone) await this.#client.of(pods).delete(refOf(pod), { uid, gracePeriodSeconds: 0 }).catch(ignoreGone);
    } else if (!this.#played.has(uid) && pod.metadata.labels?.[labels.agent]) {
      this.#played.set(uid, this.#play(pod).catch(ignoreGone));
    }
  }

  async #play(pod: Pod): Promise<PlayedPod> {
    const { name, namespace = '', uid = '', labels: marks = {} } = pod.metadata;
    const startTime = new Date().toISOString();
    await this.#client.of(pods).patchStatus(refOf(pod), {
      phase: 'Running',
      startTime,
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: startTime }],
    });
    const secret = await eventually(`the credential of ${name}`, () =>
      this.#client.of(secrets).get({ namespace, name: `${name}-bus` }),
    );
    const creds = Buffer.from(secret.data?.['creds'] ?? '', 'base64').toString();
    return new PlayedPod({ uid, name, namespace, agent: marks[labels.agent] ?? '', natsUrl: this.#natsUrl, creds });
  }
}

const refOf = ({ metadata: { namespace = '', name } }: Pod) => ({ namespace, name });

const roomFor = (gpus: number) => ({
  cpu: '8',
  memory: '32Gi',
  'ephemeral-storage': '32Gi',
  pods: '110',
  'nvidia.com/gpu': String(gpus),
});

function ignoreGone(error: unknown): undefined {
  if (!isNotFound(error)) console.error(`fake nodes: ${error}`);
  return undefined;
}
