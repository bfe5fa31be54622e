import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { API_VERSION, sessionSpec } from '@switchboard/api';
import { Bus, PodMinter, parsePodSigner } from '@switchboard/bus';
import { operatorBus } from '@switchboard/e2e';
import { type Client, type Pod, pods } from '@switchboard/kube';
import { floorSessions } from './floor-resource.ts';
import type { ReadyWatch } from './ready.ts';

/** The writes and the one round trip of a claim, with no operator in between. */
export class Floor {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #watch: ReadyWatch;
  readonly #asker: Bus;
  readonly #answerer: Bus;
  readonly #podUid: string;

  private constructor(parts: {
    client: Client;
    namespace: string;
    watch: ReadyWatch;
    asker: Bus;
    answerer: Bus;
    podUid: string;
  }) {
    this.#client = parts.client;
    this.#namespace = parts.namespace;
    this.#watch = parts.watch;
    this.#asker = parts.asker;
    this.#answerer = parts.answerer;
    this.#podUid = parts.podUid;
  }

  static async open(client: Client, namespace: string, watch: ReadyWatch, keys: string): Promise<Floor> {
    const podUid = randomUUID();
    const minter = new PodMinter(parsePodSigner(readFileSync(`${keys}/pod-signer.json`, 'utf8')));
    const { creds } = minter.mint(podUid, new Date(Date.now() + 3_600_000));
    const asker = await operatorBus();
    const servers = [process.env['SWB_BENCH_NATS'] ?? ''];
    const answerer = Bus.open({ servers, identity: { pod: podUid }, credentials: () => creds });
    answerer.subscribe(`sb.ctl.${podUid}.>`, ({ reply, data }) => void (reply && answerer.publish(reply, data)));
    await Promise.all([asker.ready(5000), answerer.ready(5000)]);
    return new Floor({ client, namespace, watch, asker, answerer, podUid });
  }

  /** A pod that no node takes, to be patched once, as a warm one is. */
  async pod(name: string): Promise<Pod> {
    return this.#client.of(pods).create({
      metadata: { name, namespace: this.#namespace },
      spec: {
        // Left alone by the scheduler, which would change it between our reading and our patch.
        schedulingGates: [{ name: 'bench.switchboard.dev/floor' }],
        containers: [{ name: 'session', image: 'none', resources: { limits: { memory: '300Mi' } } }],
      },
    } as Pod);
  }

  async claim(name: string, pod: Pod): Promise<number> {
    const sessions = this.#client.of(floorSessions);
    const ref = { namespace: this.#namespace, name };
    const ready = this.#watch.ready(name);
    const start = performance.now();
    const created = await sessions.create({
      metadata: { ...ref, finalizers: ['switchboard.dev/session'] },
      spec: sessionSpec.parse({ agent: 'desk' }),
    });
    const { uid, resourceVersion } = pod.metadata;
    const owner = {
      apiVersion: API_VERSION,
      kind: 'VoiceSession',
      name,
      uid: created.metadata.uid ?? '',
      controller: true,
    };
    const marks = { labels: { 'switchboard.dev/claim': 'claimed' }, ownerReferences: [owner] };
    await this.#client
      .of(pods)
      .patch(
        { ...ref, name: pod.metadata.name },
        { metadata: marks, spec: { activeDeadlineSeconds: 5000 } },
        { uid, resourceVersion },
      );
    const bound = await sessions.patchStatus(ref, status('Starting', 'False', uid ?? ''), created.metadata);
    await this.#asker.request(`sb.ctl.${this.#podUid}.whoami`, Buffer.from('{}'), { deadlineMs: 2000 });
    await sessions.patchStatus(ref, status('Ready', 'True', uid ?? ''), bound.metadata);
    const at = await ready;
    void sessions.patch(ref, { metadata: { finalizers: [] } }).then(() => sessions.delete(ref));
    return at - start;
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
