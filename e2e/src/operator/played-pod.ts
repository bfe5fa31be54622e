import { bus as contract } from '@switchboard/api';
import { answerControl, Bus, Outbox, tell } from '@switchboard/bus';

export interface PlayedPodOptions {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly agent: string;
  readonly natsUrl: string;
  readonly creds: string;
}

/** A session pod without a process of its own: it speaks the contract with its own credential, and always has a caller. */
export class PlayedPod {
  readonly #options: PlayedPodOptions;
  readonly #bus: Bus;
  readonly #outbox: Outbox;
  readonly #timers: NodeJS.Timeout[];
  #state: contract.PodState = 'Idle';
  #session: contract.SessionRef | undefined;
  #greeted = false;

  constructor(options: PlayedPodOptions) {
    this.#options = options;
    const { uid, natsUrl, creds } = options;
    this.#bus = Bus.open({ servers: [natsUrl], identity: { pod: uid }, credentials: () => creds });
    this.#outbox = new Outbox(this.#bus, { podUid: uid });
    const onFault = (_kind: unknown, error: unknown) => console.error(`played pod ${options.name}: ${error}`);
    answerControl(this.#bus, {
      podUid: uid,
      onFault,
      handlers: {
        whoami: () => {
          this.#greeted = true;
          return this.#identity();
        },
        assign: ({ session }) => this.#assign(session),
        drain: ({ reason }) => this.#leave(reason),
        end: ({ reason }) => this.#leave(reason),
      },
    });
    this.#bus.onEvent(({ type }) => {
      if (type === 'up') this.#hello();
    });
    this.#timers = [
      setInterval(() => {
        if (!this.#greeted) this.#hello();
      }, 1000),
      setInterval(() => this.#beat(), contract.HEARTBEAT_SECONDS * 1000),
    ];
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#bus.close();
  }

  #assign(session: contract.SessionRef): contract.Ack {
    if (this.#session) {
      return this.#session.uid === session.uid ? { ok: true } : { ok: false, reason: 'AlreadyAssigned' };
    }
    this.#session = session;
    this.#state = 'Talking';
    this.#report('AgentJoined');
    this.#report('CallerJoined');
    return { ok: true };
  }

  #leave(reason: contract.StatusReport['reason']): contract.Ack {
    if (this.#state !== 'Ended') this.#report('Ended', reason);
    this.#state = 'Ended';
    return { ok: true };
  }

  #report(event: contract.StatusReport['event'], reason?: contract.StatusReport['reason']): void {
    if (!this.#session) return;
    const said = reason === undefined ? {} : { reason };
    this.#outbox.report('status', { at: new Date().toISOString(), session: this.#session, event, ...said });
  }

  #identity(): contract.Identity {
    const { name, namespace, agent } = this.#options;
    return {
      contract: contract.CONTRACT,
      runtime: 'played/1',
      pod: name,
      namespace,
      agent,
      state: this.#state,
      ...(this.#session ? { session: this.#session } : {}),
      lastSequence: this.#outbox.lastSequence,
    };
  }

  #hello(): void {
    tell(this.#bus, this.#options.uid, 'hello', { ...this.#identity(), startedMilliseconds: 0 });
  }

  #beat(): void {
    tell(this.#bus, this.#options.uid, 'heartbeat', {
      at: new Date().toISOString(),
      state: this.#state,
      ...(this.#session ? { session: this.#session } : {}),
      memory: { nowBytes: 1, peakBytes: 1, limitBytes: 0 },
      cpuMillicores: 0,
      loopLagMilliseconds: 0,
      underruns: 0,
      endpoints: [],
    });
  }
}
