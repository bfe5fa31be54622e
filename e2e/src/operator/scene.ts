import { type Condition, type EndReason, labels, type SessionStatus } from '@switchboard/api';
import { create, eventually, get, imageRef, kubectl, warmPods } from '../support/index.ts';
import { watchHistory } from './watched.ts';

export interface Session {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status?: SessionStatus & { readonly conditions?: readonly Condition[] };
}

const endpoint = { endpoints: [{ url: 'http://speech.switchboard-dev:8000/v1' }], model: 'offline' };

/** Agents, pools and sessions of one test namespace, with pods of the voiceless stub; its history is watched. */
export class Scene {
  readonly namespace: string;
  readonly #history: ReturnType<typeof watchHistory>;

  constructor(namespace: string) {
    this.namespace = namespace;
    this.#history = watchHistory(namespace);
  }

  /** `faults`: variables of e2e/stub. */
  async agent(name: string, faults: Record<string, string> = {}, more: { spec?: object; runtime?: object } = {}) {
    await create({
      apiVersion: 'switchboard.dev/v1alpha1',
      kind: 'VoiceAgent',
      metadata: { name, namespace: this.namespace },
      spec: {
        prompt: 'Say nothing.',
        speech: { transcribe: [endpoint], think: [endpoint], speak: [endpoint] },
        runtime: {
          image: imageRef('e2e-stub'),
          cpuRequest: '20m',
          memoryLimit: '160Mi',
          terminationGraceSeconds: 5,
          env: Object.entries(faults).map(([key, value]) => ({ name: key, value })),
          ...more.runtime,
        },
        ...more.spec,
      },
    });
  }

  async pool(agent: string, spec: object): Promise<void> {
    await create({
      apiVersion: 'switchboard.dev/v1alpha1',
      kind: 'VoicePool',
      metadata: { name: agent, namespace: this.namespace },
      spec: { agent, ...spec },
    });
  }

  async start(name: string, agent: string, spec: object = {}, annotations: object = {}): Promise<void> {
    await create({
      apiVersion: 'switchboard.dev/v1alpha1',
      kind: 'VoiceSession',
      metadata: { name, namespace: this.namespace, annotations },
      spec: { agent, ...spec },
    });
  }

  session(name: string): Promise<Session> {
    return get<Session>('voicesession', name, '--namespace', this.namespace);
  }

  async patch(kind: string, name: string, spec: object): Promise<void> {
    await kubectl(['patch', kind, name, '--namespace', this.namespace, '--type=merge', '-p', JSON.stringify({ spec })]);
  }

  inPhase(name: string, phase: SessionStatus['phase'], seconds = 30): Promise<Session> {
    return this.until(name, `in phase ${phase}`, ({ status }) => status?.phase === phase, seconds);
  }

  async ended(name: string, seconds = 40): Promise<EndReason | undefined> {
    return (await this.inPhase(name, 'Ended', seconds)).status?.endReason;
  }

  until(name: string, what: string, is: (session: Session) => boolean, seconds = 30): Promise<Session> {
    return eventually(
      `session ${name} ${what}`,
      async () => {
        const session = await this.session(name);
        return is(session) ? session : undefined;
      },
      seconds,
    );
  }

  /** Also for what a session is only for a moment: all that was seen of it is looked through. */
  passes(name: string, what: string, is: (session: Session) => boolean, seconds = 30): Promise<Session> {
    return eventually(`session ${name} ${what}`, async () => this.#seen(name).find(is), seconds);
  }

  #seen(name: string): Session[] {
    return this.#history
      .entries()
      .flatMap((entry) =>
        entry.kind === 'session' && entry.object.metadata.name === name ? [entry.object as Session] : [],
      );
  }

  warm(pool: string, count: number, seconds = 60): Promise<unknown> {
    return warmPods(this.namespace, pool, count, seconds);
  }

  /** How many pods a pool has had, ever. */
  podsEver(pool: string): number {
    const uids = new Set<string | undefined>();
    for (const entry of this.#history.entries()) {
      if (entry.kind === 'pod' && entry.object.metadata.labels?.[labels.pool] === pool)
        uids.add(entry.object.metadata.uid);
    }
    return uids.size;
  }

  async pods(...selector: string[]): Promise<{ metadata: { name: string; uid: string }; status: { phase: string } }[]> {
    const args = ['pods', '--namespace', this.namespace, ...selector];
    return (await get<{ items: { metadata: { name: string; uid: string }; status: { phase: string } }[] }>(...args))
      .items;
  }

  /** I3: nothing of the session is left but its record. */
  async nothingLeft(name: string, rooms: { listRooms(names: string[]): Promise<unknown[]> }): Promise<void> {
    const { status, metadata } = await this.session(name);
    await eventually(`the pod of ${name} to be gone`, async () => {
      const pods = await this.pods('-l', `switchboard.dev/session=${metadata.name}`);
      return pods.length === 0;
    });
    if (status?.pod) {
      await eventually(`the Secret of ${name} to be gone`, async () => {
        const { items } = await get<{ items: { metadata: { name: string } }[] }>(
          'secrets',
          '--namespace',
          this.namespace,
        );
        return !items.some((secret) => secret.metadata.name === `${status.pod?.name}-bus`);
      });
    }
    const room = status?.room;
    if (room)
      await eventually(`the room of ${name} to be gone`, async () => (await rooms.listRooms([room])).length === 0);
  }
}
