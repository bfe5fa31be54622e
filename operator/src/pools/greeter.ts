import type { Pod } from '@switchboard/kube';
import { backoffDelay, type Clock, type Logger } from '@switchboard/service';
import type { PodLink } from '../bus/pod-link.ts';
import type { Roster } from '../bus/roster.ts';
import type { VoiceAgent } from '../cluster/resources.ts';
import { agentKey, type World } from '../cluster/world.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { AgentTokens } from '../livekit/tokens.ts';
import { departureSeconds, roomWaitSeconds } from '../pod/clocks.ts';
import { agentOf, claimOf, isDeleting, isFinished, poolOf, roomOf, uidOf } from '../pod/marks.ts';

export interface GreeterOptions {
  readonly world: World;
  readonly link: PodLink;
  readonly roster: Roster;
  readonly rooms: Rooms;
  readonly tokens: AgentTokens;
  readonly podUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The pod answered: it may be claimable now, or its session may go on. */
  readonly onAnswer: (pod: Pod) => void;
}

const ASK_DEADLINE_MS = 3000;
const PREPARE_DEADLINE_MS = 10_000;
const RETRY = { baseMs: 200, maxMs: 5000 };
/** A new leader asks every pod there is; this many at a time. */
const AT_ONCE = 200;

/**
 * Gives each pod its first word: who are you, and if it shall wait inside a room, go there. Only pods that answered
 * are claimed, so a new leader begins with greeting them all.
 */
export class Greeter {
  readonly #options: GreeterOptions;
  readonly #greeting = new Set<string>();
  readonly #waiting: string[] = [];

  constructor(options: GreeterOptions) {
    this.#options = options;
  }

  greet(podUid: string): void {
    if (this.#greeting.has(podUid)) return;
    if (this.#greeting.size >= AT_ONCE) {
      this.#waiting.push(podUid);
      return;
    }
    this.#greeting.add(podUid);
    void this.#greet(podUid).finally(() => {
      this.#greeting.delete(podUid);
      const next = this.#waiting.shift();
      if (next) this.greet(next);
    });
  }

  async #greet(podUid: string): Promise<void> {
    const { world, clock, log } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const pod = world.pods.byUid(podUid);
      if (!pod || isDeleting(pod) || isFinished(pod)) return;
      try {
        await this.#introduce(pod);
        this.#options.onAnswer(world.pods.byUid(podUid) ?? pod);
        return;
      } catch (error) {
        log.debug({ error, pod: pod.metadata.name }, 'a pod did not answer its greeting');
        // One that never said hello will; what is asked again here is a pod that did and then missed our word.
        if (attempt >= ATTEMPTS) return;
        await clock.sleep(backoffDelay(attempt, RETRY));
      }
    }
  }

  async #introduce(pod: Pod): Promise<void> {
    const { link, roster } = this.#options;
    const podUid = uidOf(pod);
    const identity = await link.ask({ podUid, kind: 'whoami', message: {}, deadlineMs: ASK_DEADLINE_MS });
    roster.answered(podUid, { state: identity.state, sessionUid: identity.session?.uid, room: identity.room });
    const agent = this.#options.world.agents.get(agentKey(pod.metadata.namespace, agentOf(pod)));
    const idle = identity.state === 'Idle' && identity.session === undefined;
    if (agent?.spec.runtime.prejoin && idle && claimOf(pod) === 'warm') await this.#prepare(pod, agent);
  }

  async #prepare(pod: Pod, agent: VoiceAgent): Promise<void> {
    const { rooms, tokens, link, roster, podUrl, world } = this.#options;
    const name = roomOf(pod);
    if (name === undefined) return;
    const pool = world.pools.get(`${pod.metadata.namespace}/${poolOf(pod)}`);
    await rooms.create({
      name,
      emptySeconds: roomWaitSeconds(pool?.spec.maximumAgeSeconds ?? 3600, agent.spec.limits),
      departureSeconds: departureSeconds(agent.spec.limits),
      maxParticipants: CALLERS_MAX,
    });
    const room = { url: podUrl, name, token: await tokens.mint(name, pod.metadata.name) };
    const podUid = uidOf(pod);
    const ack = await link.ask({ podUid, kind: 'prepare', message: { room }, deadlineMs: PREPARE_DEADLINE_MS });
    if (!ack.ok) throw new Error(`the pod refused to wait in its room: ${ack.reason ?? 'no reason'}`);
    roster.answered(podUid, { state: 'Prepared', sessionUid: undefined, room: name });
  }
}

const ATTEMPTS = 8;
/** A room that waits doesn't know its session yet; who may come in is decided by who is given a token. */
const CALLERS_MAX = 100;
