import type { bus as contract } from '@switchboard/api';
import type { ControlHandlers, Outbox } from '@switchboard/bus';
import type { Clock, Logger } from '@switchboard/service';
import { type Channel, JoinError } from '../channel/index.ts';
import type { Call, Ending } from './call.ts';

export interface PodParts {
  readonly environment: contract.PodEnvironment;
  readonly runtime: string;
  readonly channel: Channel;
  readonly outbox: Pick<Outbox, 'lastSequence'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly makeCall: (assign: contract.Assign) => Promise<Call>;
}

const ok = { ok: true } as const;
const no = (reason: NonNullable<contract.Ack['reason']>, message: string) => ({ ok: false, reason, message }) as const;

/** The pod's side of the contract: one life, one conversation. */
export class Pod {
  readonly ended: Promise<Ending | undefined>;
  readonly #parts: PodParts;
  readonly #finish: (ending: Ending | undefined) => void;
  #state: contract.PodState = 'Idle';
  #session: contract.SessionRef | undefined;
  #room: string | undefined;
  #call: Call | undefined;
  #heardOf = false;

  constructor(parts: PodParts) {
    this.#parts = parts;
    const ended = Promise.withResolvers<Ending | undefined>();
    this.ended = ended.promise;
    this.#finish = ended.resolve;
  }

  get state(): contract.PodState {
    if (this.#call?.ending && this.#state !== 'Ended') return 'Ending';
    return this.#state;
  }

  get session(): contract.SessionRef | undefined {
    return this.#session;
  }

  get call(): Call | undefined {
    return this.#call;
  }

  /** Whether the operator has sent anything yet. */
  get heardOf(): boolean {
    return this.#heardOf;
  }

  identity(): contract.Identity {
    const { environment, runtime, outbox } = this.#parts;
    return {
      contract: 'v1',
      runtime,
      pod: environment.SWITCHBOARD_POD_NAME,
      namespace: environment.SWITCHBOARD_NAMESPACE,
      agent: environment.SWITCHBOARD_AGENT,
      state: this.state,
      lastSequence: outbox.lastSequence,
      ...(this.#session && { session: this.#session }),
      ...(this.#room !== undefined && { room: this.#room }),
    };
  }

  readonly handlers: ControlHandlers = {
    whoami: () => this.#hear(() => this.identity()),
    prepare: (request) => this.#hear(() => this.#prepare(request)),
    assign: (request) => this.#hear(() => this.#assign(request)),
    say: ({ text, interruptible, interrupt }) => this.#talk((call) => call.say(text, { interruptible, interrupt })),
    inject: ({ role, text, respond }) => this.#talk((call) => call.engine?.inject(role, text, respond)),
    interrupt: () => this.#talk((call) => call.engine?.interrupt()),
    limits: ({ limits }) => this.#talk((call) => call.changeLimits(limits)),
    token: ({ token }) => this.#hear(() => this.#token(token)),
    drain: ({ reason, goodbye, withinSeconds }) =>
      this.#hear(() => this.#end({ reason, goodbye, withinMs: withinSeconds * 1000 })),
    end: ({ reason }) =>
      this.#hear(() => {
        this.#call?.cut();
        return this.#end({ reason, goodbye: '' });
      }),
  };

  /** SIGTERM, or the end of everything: goodbye if somebody listens, then gone. */
  async stop(ending: Ending): Promise<void> {
    this.#end(ending);
    await this.ended;
  }

  #hear<T>(answer: () => T): T {
    this.#heardOf = true;
    return answer();
  }

  async #prepare({ room }: contract.Prepare): Promise<contract.Ack> {
    if (this.#state !== 'Idle') return no('AlreadyAssigned', `the pod is ${this.#state}`);
    try {
      await this.#parts.channel.join(room);
    } catch (error) {
      this.#parts.logger.warn({ error }, 'the room to wait in could not be joined');
      return no('JoinFailed', 'the room could not be joined');
    }
    this.#room = room.name;
    if (this.#state === 'Idle') this.#state = 'Prepared';
    return ok;
  }

  #assign(request: contract.Assign): contract.Ack {
    if (this.#session?.uid === request.session.uid) return ok;
    if (this.#state === 'Ended' || this.#state === 'Ending') return no('Ending', 'the pod is ending');
    if (this.#session) return no('AlreadyAssigned', 'the pod has another conversation');
    this.#session = request.session;
    this.#room = request.room.name;
    this.#state = 'Assigned';
    void this.#converse(request);
    return ok;
  }

  async #converse(request: contract.Assign): Promise<void> {
    const { logger, makeCall } = this.#parts;
    try {
      const call = await makeCall(request);
      this.#call = call;
      void call.ended.then((ending) => this.#over(ending));
      if (this.#pending) return void call.end(this.#pending);
      await call.start();
      if (this.#state === 'Assigned') this.#state = 'Talking';
    } catch (error) {
      logger.error({ error }, 'the conversation could not begin');
      const reason = error instanceof JoinError ? 'RoomLost' : 'RuntimeError';
      if (this.#call) return void this.#call.end({ reason, message: explain(error), goodbye: '' });
      this.#over({ reason });
    }
  }

  /** An end that came while the conversation was still being set up. */
  #pending: Ending | undefined;

  #token(token: string): contract.Ack {
    this.#parts.channel.token(token);
    return ok;
  }

  #talk(act: (call: Call) => void): contract.Ack {
    this.#heardOf = true;
    if (!this.#call) return no('NotAssigned', 'the pod has no conversation yet');
    if (this.#call.ending) return no('Ending', 'the conversation is ending');
    act(this.#call);
    return ok;
  }

  #end(ending: Ending): contract.Ack {
    if (this.#call) void this.#call.end(ending);
    else if (this.#session) this.#pending ??= ending;
    else this.#over(undefined);
    return ok;
  }

  #over(ending: Ending | undefined): void {
    this.#state = 'Ended';
    this.#finish(ending);
  }
}

/** Errors of ours say what to do, and nothing personal; those of others are for the log alone. */
function explain(error: unknown): string {
  return error instanceof JoinError ? error.message : 'the conversation could not begin';
}
