import { Registry } from '@prometheus-io/client';
import type { bus as contract } from '@switchboard/api';
import { type ControlKind, type ControlReply, NoRespondersError, type PodRequest } from '@switchboard/bus';
import { type Client, createKubeMetrics, type Pod } from '@switchboard/kube';
import { createLogger, systemClock } from '@switchboard/service';
import type { PodLink } from '../bus/pod-link.ts';
import { World } from '../cluster/world.ts';
import { configSchema } from '../config.ts';
import { greetAll } from '../leader/past.ts';
import { assemble, type Staff } from '../leader/staff.ts';
import { type KnownRoom, LiveKitError, type Rooms } from '../livekit/rooms.ts';
import { Metrics } from '../metrics.ts';
import { FakeApi, type Intercept } from './fake-api.ts';

const config = configSchema.parse({
  livekit: { url: 'http://livekit', podUrl: 'ws://livekit' },
  nats: { servers: ['nats://bus'] },
  pods: { image: 'stub' },
  timers: { ackMilliseconds: 200 },
  // Few, so that a rush of a test is more than they can work on at once.
  workers: { sessions: 16 },
});

interface Life {
  readonly deaf: boolean;
  room: string | undefined;
  session: contract.SessionRef | undefined;
  sequence: number;
}

/** The cluster, the pods, LiveKit and the bus in memory; leaders come and go on it. */
export class FakeGround implements PodLink {
  readonly api = new FakeApi();
  readonly rooms = new FakeRooms();
  readonly up = true;
  /** Pods that took each session, ever, and those that live. */
  readonly taken = new Map<string, Set<string>>();
  /** How many of the next pods hear no assignment. */
  deaf = 0;
  streamIsAway = false;
  /** Pods that no node takes. */
  unplaced: (pod: Pod) => boolean = () => false;
  readonly #lives = new Map<string, Life>();
  #leader: Leader | undefined;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    void this.#kubelet();
    // Hellos are repeated until somebody answers, and reports until they are taken.
    this.#timer = setInterval(() => {
      this.hello();
      this.deliver();
    }, 10);
  }

  get leader(): Leader {
    if (!this.#leader) throw new Error('nobody leads');
    return this.#leader;
  }

  async lead(intercept?: Intercept): Promise<Leader> {
    const leader = await Leader.begin(this, this.api.client(intercept));
    this.#leader = leader;
    return leader;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stop.abort();
    this.#leader?.stop();
  }

  /** Pods that have a session now. */
  busy(sessionUid: string): string[] {
    return [...this.#lives].filter(([, { session }]) => session?.uid === sessionUid).map(([uid]) => uid);
  }

  async ask<K extends ControlKind>({ podUid, kind, message }: PodRequest<K>): Promise<ControlReply<K>> {
    const life = this.#lives.get(podUid);
    if (!life || !this.#hasCredential(podUid)) throw new NoRespondersError(podUid);
    if (kind === 'whoami') return this.#identity(life) as ControlReply<K>;
    if (kind === 'prepare') life.room = (message as contract.Prepare).room.name;
    if (kind === 'assign' && life.deaf) throw new NoRespondersError(podUid);
    if (kind === 'assign') return this.#assign(podUid, life, message as contract.Assign) as ControlReply<K>;
    if (kind === 'end' || kind === 'drain') this.#report(podUid, life, 'Ended', 'Stopped');
    return { ok: true } as ControlReply<K>;
  }

  async record(): Promise<void> {}

  async reportsOf(podUid: string): Promise<contract.StatusReport[]> {
    if (this.streamIsAway) throw new Error('the stream is away');
    return this.#reports.get(podUid) ?? [];
  }

  #identity(life: Life): contract.Identity {
    const waiting = life.room === undefined ? 'Idle' : 'Prepared';
    const state = life.session ? 'Talking' : waiting;
    return {
      contract: 'v1',
      runtime: 'fake',
      pod: 'p',
      namespace: 'tenant',
      agent: 'desk',
      state,
      ...(life.session ? { session: life.session } : {}),
      lastSequence: life.sequence,
    };
  }

  #assign(podUid: string, life: Life, { session }: contract.Assign): contract.Ack {
    if (life.session && life.session.uid !== session.uid) return { ok: false, reason: 'AlreadyAssigned' };
    if (!life.session) setImmediate(() => this.#report(podUid, life, 'AgentJoined'));
    life.session = session;
    this.taken.set(session.uid, (this.taken.get(session.uid) ?? new Set()).add(podUid));
    return { ok: true };
  }

  readonly #reports = new Map<string, contract.StatusReport[]>();

  #report(podUid: string, life: Life, event: contract.StatusReport['event'], reason?: 'Stopped'): void {
    if (!life.session) return;
    const at = new Date().toISOString();
    const report = { sequence: ++life.sequence, at, session: life.session, event, ...(reason ? { reason } : {}) };
    this.#reports.set(podUid, [...(this.#reports.get(podUid) ?? []), report]);
    this.deliver(podUid);
  }

  /** As the stream does: everything that a leader has not folded is told again to the next. */
  deliver(podUid?: string): void {
    for (const [uid, reports] of this.#reports) {
      if (podUid !== undefined && uid !== podUid) continue;
      for (const report of reports) this.#leader?.staff.deps.inbox.put(uid, report);
      this.#leader?.staff.onPodNews(uid);
    }
  }

  #hasCredential(podUid: string): boolean {
    return this.api.all('secrets').some(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === podUid));
  }

  /** Runs what is created, in the same instant. */
  async #kubelet(): Promise<void> {
    const signal = this.#stop.signal;
    const pods = this.api.client().of<Pod>({ plural: 'pods' } as never);
    for await (const { type, object } of pods.watch({ resourceVersion: '0', timeoutSeconds: 0, boundMs: 0, signal })) {
      const uid = object.metadata.uid ?? '';
      if (type === 'DELETED') this.#lives.delete(uid);
      if (type !== 'ADDED' || this.unplaced(object)) continue;
      const { namespace, name } = object.metadata;
      const status = { phase: 'Running', startTime: new Date().toISOString() };
      this.api.patch('pods', { namespace, name }, { spec: { nodeName: 'node-1' }, status });
      this.#lives.set(uid, { deaf: this.deaf-- > 0, room: undefined, session: undefined, sequence: 0 });
      this.hello(uid);
    }
  }

  hello(only?: string): void {
    const staff = this.#leader?.staff;
    for (const [uid, life] of this.#lives) {
      if (!staff || (only !== undefined && uid !== only) || !this.#hasCredential(uid)) continue;
      const { state, session } = this.#identity(life);
      staff.deps.roster.answered(uid, { state, sessionUid: session?.uid, room: undefined });
      staff.onHello(uid);
    }
  }
}

/** One process that leads, from its election to its end. */
export class Leader {
  readonly staff: Staff;
  readonly #stop: AbortController;

  private constructor(staff: Staff, stop: AbortController) {
    this.staff = staff;
    this.#stop = stop;
  }

  static async begin(ground: FakeGround, client: Client): Promise<Leader> {
    const stop = new AbortController();
    const log = createLogger({ name: 'test', level: 'silent' });
    const world = new World({ client, namespaces: [], staleAfterMs: 1e9, onError: () => {} });
    void world.run(stop.signal);
    await world.synced(stop.signal);
    const registry = new Registry();
    const process = {
      config,
      world,
      clock: systemClock,
      log,
      events: { record: () => {}, flush: async () => {} } as never,
      metrics: new Metrics(registry),
      link: ground,
      rooms: ground.rooms,
      tokens: { mint: async () => 'token' },
      minter: { mint: () => ({ creds: 'creds' }) },
    };
    const staff = assemble(process, createKubeMetrics(registry));
    staff.deps.weather.became(true);
    void staff.sessions.run(stop.signal);
    void staff.pools.run(stop.signal);
    greetAll(staff.deps, staff.greet);
    return new Leader(staff, stop);
  }

  stop(): void {
    this.staff.stop();
    this.#stop.abort();
  }
}

class FakeRooms implements Rooms {
  readonly names = new Set<string>();
  away = false;
  async create({ name }: { name: string }): Promise<void> {
    if (this.away) throw new LiveKitError('create a room', new Error('away'));
    this.names.add(name);
  }
  async delete(name: string): Promise<boolean> {
    return this.names.delete(name);
  }
  async exists(name: string): Promise<boolean> {
    return this.names.has(name);
  }
  async list(): Promise<KnownRoom[]> {
    return [...this.names].map((name) => ({ name, createdMs: 0 }));
  }
}
