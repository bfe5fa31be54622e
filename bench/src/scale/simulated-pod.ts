import type { bus as contract } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';

export interface Spoken {
  readonly event: contract.StatusReport['event'];
  readonly reason?: string;
}

/** One pod of the simulation: it says and does what the runtime contract asks, and has no voice. */
export class SimulatedPod {
  readonly uid: string;
  readonly #pod: Pod;
  state: contract.PodState = 'Idle';
  session: contract.SessionRef | undefined;
  room: string | undefined;
  sequence = 0;
  spokenTo = false;

  constructor(pod: Pod) {
    this.#pod = pod;
    this.uid = pod.metadata.uid ?? '';
  }

  identity(): contract.Identity {
    return {
      contract: 'v1',
      runtime: 'simulated/1',
      pod: this.#pod.metadata.name,
      namespace: this.#pod.metadata.namespace ?? '',
      agent: this.#pod.metadata.labels?.['switchboard.dev/agent'] ?? '',
      state: this.state,
      ...(this.session ? { session: this.session } : {}),
      ...(this.room ? { room: this.room } : {}),
      lastSequence: this.sequence,
    };
  }

  heartbeat(): contract.Heartbeat {
    return {
      at: new Date().toISOString(),
      state: this.state,
      ...(this.session ? { session: this.session } : {}),
      memory: { nowBytes: 120e6, peakBytes: 130e6, limitBytes: 314e6 },
      cpuMillicores: 70,
      loopLagMilliseconds: 1,
      underruns: 0,
      endpoints: [],
    };
  }

  /** The answer, and what it reports afterwards. */
  answer(kind: string, message: Record<string, unknown>): { readonly reply: object; readonly say?: Spoken } {
    this.spokenTo = true;
    switch (kind) {
      case 'whoami':
        return { reply: this.identity() };
      case 'prepare':
        this.room = (message['room'] as { name: string }).name;
        this.state = 'Prepared';
        return { reply: { ok: true } };
      case 'assign':
        return this.#assign(message['session'] as contract.SessionRef);
      case 'drain':
      case 'end':
        if (!this.session) return { reply: { ok: false, reason: 'NotAssigned' } };
        this.state = 'Ended';
        return { reply: { ok: true }, say: { event: 'Ended', reason: message['reason'] as string } };
      default:
        return { reply: { ok: true } };
    }
  }

  #assign(session: contract.SessionRef): { readonly reply: object; readonly say?: Spoken } {
    if (this.session) {
      return { reply: this.session.uid === session.uid ? { ok: true } : { ok: false, reason: 'AlreadyAssigned' } };
    }
    this.session = session;
    this.state = 'Talking';
    return { reply: { ok: true }, say: { event: 'AgentJoined' } };
  }
}
