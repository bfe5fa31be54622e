import { type Bus, parseSubject, reportSubject, store } from '@switchboard/bus';
import { type Pod, Reflector, type ResourceClient } from '@switchboard/kube';
import { SimulatedPod, type Spoken } from './simulated-pod.ts';

export interface FleetCounts {
  readonly pods: number;
  readonly talking: number;
  /** Assignments of a pod that had another session, or of a session that had another pod. */
  readonly doubles: number;
  readonly reportsLost: number;
  /** Pods of the namespace that were there at once, at most. */
  readonly most: number;
}

const HEARTBEAT_MS = 5000;
const SLICES = 50;
const STORE_MS = 10_000;
const STORE_TRIES = 5;

/** Every pod of a namespace, played by this one process over one connection to the bus. */
export class Fleet {
  readonly #bus: Bus;
  readonly #pods = new Map<string, SimulatedPod>();
  readonly #podOf = new Map<string, string>();
  readonly #present = new Set<string>();
  #doubles = 0;
  #lost = 0;
  #most = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  get counts(): FleetCounts {
    let talking = 0;
    for (const { state } of this.#pods.values()) if (state === 'Talking') talking++;
    return {
      pods: this.#pods.size,
      talking,
      doubles: this.#doubles,
      reportsLost: this.#lost,
      most: this.#most,
    };
  }

  /** Lives until the signal aborts. */
  async run(api: ResourceClient<Pod>, namespace: string, signal: AbortSignal): Promise<void> {
    const labelSelector = 'app.kubernetes.io/managed-by=switchboard';
    const reflector = new Reflector<Pod>({ api, namespace, labelSelector });
    reflector.onChange(({ type, object }) => this.#see(object, type === 'deleted'));
    const stopHearing = this.#bus.subscribe('sb.ctl.*.*', (message) => {
      const address = parseSubject(message.subject);
      if (address?.type !== 'control' || !message.reply) return;
      const pod = this.#pods.get(address.podUid);
      if (pod) this.#answer(pod, address.kind, message.json(), message.reply);
    });
    const hellos = setInterval(() => this.#sayHellos(), 1000);
    let slice = 0;
    const beats = setInterval(() => this.#beat(slice++ % SLICES), HEARTBEAT_MS / SLICES);
    await reflector.run(signal);
    clearInterval(hellos);
    clearInterval(beats);
    stopHearing();
  }

  #see(pod: Pod, gone: boolean): void {
    const uid = pod.metadata.uid ?? '';
    if (gone) {
      this.#present.delete(uid);
      this.#pods.delete(uid);
      return;
    }
    this.#present.add(uid);
    this.#most = Math.max(this.#most, this.#present.size);
    if (this.#pods.has(uid) || pod.status?.phase !== 'Running') return;
    const simulated = new SimulatedPod(pod);
    this.#pods.set(uid, simulated);
    this.#sayHello(simulated);
  }

  #sayHellos(): void {
    for (const pod of this.#pods.values()) if (!pod.spokenTo) this.#sayHello(pod);
  }

  #sayHello(pod: SimulatedPod): void {
    this.#tell(pod, 'hello', { ...pod.identity(), startedMilliseconds: 100 });
  }

  #beat(slice: number): void {
    let at = 0;
    for (const pod of this.#pods.values()) {
      if (at++ % SLICES === slice && pod.state !== 'Ended') this.#tell(pod, 'heartbeat', pod.heartbeat());
    }
  }

  #tell(pod: SimulatedPod, kind: 'hello' | 'heartbeat', message: object): void {
    this.#bus.publish(reportSubject(pod.uid, kind), Buffer.from(JSON.stringify(message)));
  }

  #answer(pod: SimulatedPod, kind: string, message: Record<string, unknown>, replyTo: string): void {
    if (kind === 'assign') this.#count(pod, (message['session'] as { uid: string }).uid);
    const { reply, say } = pod.answer(kind, message);
    this.#bus.publish(replyTo, Buffer.from(JSON.stringify(reply)));
    if (say) void this.#report(pod, say);
  }

  #count(pod: SimulatedPod, sessionUid: string): void {
    const before = this.#podOf.get(sessionUid);
    const taken = pod.session !== undefined && pod.session.uid !== sessionUid;
    if (taken || (before !== undefined && before !== pod.uid)) this.#doubles++;
    this.#podOf.set(sessionUid, pod.uid);
  }

  async #report(pod: SimulatedPod, { event, reason }: Spoken): Promise<void> {
    const { session, uid } = pod;
    const sequence = ++pod.sequence;
    const at = new Date().toISOString();
    const usage = event === 'Ended' ? { usage: { memoryPeakBytes: 130e6 } } : {};
    const data = Buffer.from(JSON.stringify({ sequence, at, session, event, ...(reason ? { reason } : {}), ...usage }));
    const message = { subject: reportSubject(uid, 'status'), data, id: `${uid}.simulated.${sequence}` };
    for (let tries = 0; tries < STORE_TRIES; tries++) {
      if (
        await store(this.#bus, message, STORE_MS).then(
          () => true,
          () => false,
        )
      )
        return;
    }
    this.#lost++;
  }
}
