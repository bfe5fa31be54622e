import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionSpec } from '@switchboard/api';
import { Bus, PodMinter, parsePodSigner } from '@switchboard/bus';
import { operatorBus, serviceAddress } from '@switchboard/e2e';
import { type Client, isConflict, type Pod, pods, type Ref, type ResourceClient, refOf } from '@switchboard/kube';
import { FloorPods, type FloorPodsPlan, isKeeper } from './floor-pods.ts';
import { type FloorSession, floorSessions } from './floor-resource.ts';
import type { ReadyWatch } from './ready.ts';

export interface FloorOptions extends FloorPodsPlan {
  readonly client: Client;
  readonly watch: ReadyWatch;
  /** Folder with the keys of the message bus. */
  readonly keys: string;
}

/** The writes and the one round trip of a claim, with no operator in between. */
export class Floor {
  readonly #sessions: ResourceClient<FloorSession>;
  readonly #podApi: ResourceClient<Pod>;
  readonly #options: FloorOptions;
  readonly #asker: Bus;
  readonly #answerer: Bus;
  readonly #podUid: string;
  readonly pods: FloorPods;

  private constructor(options: FloorOptions, buses: { asker: Bus; answerer: Bus; podUid: string }) {
    this.#options = options;
    this.#sessions = options.client.of(floorSessions);
    this.#podApi = options.client.of(pods);
    this.#asker = buses.asker;
    this.#answerer = buses.answerer;
    this.#podUid = buses.podUid;
    this.pods = new FloorPods(this.#podApi, options);
  }

  static async open(options: FloorOptions): Promise<Floor> {
    const podUid = randomUUID();
    const minter = new PodMinter(parsePodSigner(readFileSync(join(options.keys, 'pod-signer.json'), 'utf8')));
    const { creds } = minter.mint(podUid, new Date(Date.now() + 3_600_000));
    const asker = await operatorBus();
    const servers = [`nats://${await serviceAddress('switchboard-dev', 'nats')}:4222`];
    const answerer = Bus.open({ servers, identity: { pod: podUid }, credentials: () => creds });
    answerer.subscribe(`sb.ctl.${podUid}.>`, ({ reply, data }) => void (reply && answerer.publish(reply, data)));
    await Promise.all([asker.ready(5000), answerer.ready(5000)]);
    return new Floor(options, { asker, answerer, podUid });
  }

  async claim(name: string): Promise<number> {
    const pod = await this.pods.take();
    const ref = { namespace: this.#options.namespace, name };
    const ready = this.#options.watch.ready(name);
    const start = performance.now();
    const created = await this.#sessions.create({
      // As long as a finalizer, and nothing that could keep it from being deleted.
      metadata: { ...ref, annotations: { 'bench.switchboard.dev/as-a-finalizer': 'switchboard.dev/session' } },
      spec: sessionSpec.parse({ agent: 'desk' }),
    });
    const reserved = await this.#reserve(pod, created);
    const { uid } = pod.metadata;
    const bound = await this.#sessions.replaceStatus(created, status('Starting', 'False', uid ?? ''));
    await this.#asker.request(`sb.ctl.${this.#podUid}.whoami`, Buffer.from('{}'), { deadlineMs: 10_000 });
    await this.#sessions.replaceStatus(bound, status('Ready', 'True', uid ?? ''));
    const at = await ready;
    this.pods.giveBack(reserved);
    return at - start;
  }

  async #reserve(pod: Pod, session: FloorSession): Promise<Pod> {
    const { uid, resourceVersion } = pod.metadata;
    try {
      return await this.#podApi.patch(refOf(pod), this.pods.reservation(pod, session), { uid, resourceVersion });
    } catch (error) {
      // The kubelet had a last word about the claim before; the operator would take another pod.
      if (!isConflict(error)) throw error;
      return this.#reserve(await this.#podApi.get(refOf(pod)), session);
    }
  }

  /** Takes away what the claims made, and what they left of the pods; apart from them, so that it slows none. */
  async clear(): Promise<void> {
    const { items } = await this.#sessions.list({ namespace: this.#options.namespace });
    const refs = items.map((item) => refOf(item)).filter(({ name }) => !isKeeper(name));
    const lanes = Array.from({ length: 16 }, () => this.#clearFrom(refs));
    await Promise.all(lanes);
    await this.pods.trackAgain();
  }

  async #clearFrom(refs: Ref[]): Promise<void> {
    for (let ref = refs.pop(); ref; ref = refs.pop()) {
      await this.#sessions.delete(ref);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#asker.close(), this.#answerer.close()]);
  }
}

const status = (phase: string, ready: 'True' | 'False', uid: string) => ({
  phase,
  room: 'desk_session_0_aaaaaaaaaa',
  identity: 'caller',
  agentGeneration: 1,
  pod: { name: 'desk-aaaaaaaaaa', uid, warm: true, attempt: 1, node: 'node' },
  effectiveLimits: {
    pendingSeconds: 60,
    joinSeconds: 60,
    idleSeconds: 120,
    maxDurationSeconds: 3600,
    reconnectSeconds: 30,
  },
  conditions: ['Bound', 'Ready'].map((type) => ({
    type,
    status: type === 'Bound' ? 'True' : ready,
    reason: 'Bench',
    message: 'A sentence for a person, of the usual length.',
    lastTransitionTime: new Date().toISOString(),
  })),
});
