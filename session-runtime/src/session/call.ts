import type { bus as contract, Limits, RuntimeEndReason } from '@switchboard/api';
import type { Clock, Logger } from '@switchboard/service';
import type { Channel } from '../channel/index.ts';
import type { AgentMood, Engine, EngineEvents, Ledger, SpokenText } from '../engine/index.ts';
import type { AudioSink } from '../playout/index.ts';
import type { Afterwards } from '../tools/index.ts';
import { LimitClocks } from './limits.ts';
import type { Reporter } from './reporter.ts';
import { StartTrace } from './start-trace.ts';

export interface CallParts {
  readonly assign: contract.Assign;
  readonly channel: Channel;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly makeEngine: (sink: AudioSink, events: EngineEvents, signal: AbortSignal) => Engine;
  readonly observe: (ledger: Ledger) => void;
  /** Memory and what else only the process knows, for the usage of the end. */
  readonly memoryPeak: () => number;
}

export interface Ending {
  readonly reason: RuntimeEndReason;
  readonly message?: string;
  /** undefined: the agent's own goodbye; '' says nothing. */
  readonly goodbye?: string | undefined;
  readonly withinMs?: number;
  readonly handedOverTo?: string;
}

const GOODBYE_MS = 12_000;

/** One conversation from assignment to end. */
export class Call {
  readonly ended: Promise<Ending>;
  readonly #parts: CallParts;
  readonly #abort = new AbortController();
  readonly #finish: (ending: Ending) => void;
  readonly #trace: StartTrace | undefined;
  #engine: Engine | undefined;
  #limits: LimitClocks | undefined;
  #ending: Promise<void> | undefined;
  #joinedAt = 0;
  #greeted = false;
  #turns = 0;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.#trace = StartTrace.of(parts.assign.trace, parts);
    const ended = Promise.withResolvers<Ending>();
    this.ended = ended.promise;
    this.#finish = ended.resolve;
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  get talking(): boolean {
    return this.#engine !== undefined && this.#ending === undefined;
  }

  get ending(): boolean {
    return this.#ending !== undefined;
  }

  async start(): Promise<void> {
    const { assign, channel, reporter } = this.#parts;
    await channel.join(assign.room);
    if (this.#ending) return;
    const sink = await channel.open(assign.participant.identity, this.#channelEvents());
    if (this.#ending) return;
    this.#joinedAt = this.#now();
    this.#engine = this.#parts.makeEngine(sink, this.#engineEvents(), this.#abort.signal);
    this.#limits = new LimitClocks(assign.limits, {
      clock: this.#parts.clock,
      reached: (reason) => void this.end({ reason, ...(reason !== 'MaxDuration' && { goodbye: '' }) }),
    });
    reporter.status({ event: 'AgentJoined' });
    channel.mood('listening');
    this.#trace?.joined();
  }

  say(text: string, options: { interruptible: boolean; interrupt: boolean }): void {
    this.#engine?.say(text, options);
  }

  changeLimits(limits: Limits): void {
    this.#limits?.change(limits);
    this.#engine?.idleAfter(limits.idleSeconds * 1000);
  }

  /** Says goodbye and ends; a second call finds the first one's end. */
  end(ending: Ending): Promise<void> {
    this.#ending ??= this.#end(ending);
    return this.#ending;
  }

  /** Cuts whatever is being said, also a goodbye that has begun. */
  cut(): void {
    this.#engine?.stop();
    this.#abort.abort();
  }

  async #end(ending: Ending): Promise<void> {
    const { assign, reporter, channel, logger } = this.#parts;
    logger.info({ reason: ending.reason }, 'the conversation ends');
    this.#limits?.stop();
    reporter.status({ event: 'Ending', reason: ending.reason, ...(ending.message && { message: ending.message }) });
    const goodbye = ending.goodbye ?? assign.behaviour.goodbye;
    if (this.#engine && goodbye !== '' && !this.#abort.signal.aborted) {
      await Promise.race([this.#engine.farewell(goodbye, ending.withinMs ?? GOODBYE_MS), aborted(this.#abort.signal)]);
    }
    this.#engine?.stop();
    this.#abort.abort();
    // Who is told of the end deletes the room, and with it what is still on its way.
    await channel.delivered();
    reporter.status({
      event: 'Ended',
      reason: ending.reason,
      ...(ending.message && { message: ending.message }),
      ...(ending.handedOverTo && { handedOverTo: ending.handedOverTo }),
      usage: this.#usage(),
    });
    await channel.leave().catch((error: unknown) => logger.warn({ error }, 'the room was not left cleanly'));
    this.#finish(ending);
  }

  #usage(): contract.StatusReport['usage'] {
    const usage = this.#engine?.usage();
    return {
      turns: usage?.turns ?? 0,
      interruptions: usage?.interruptions ?? 0,
      callerSpeechMilliseconds: usage?.callerSpeechMilliseconds ?? 0,
      agentSpeechMilliseconds: usage?.agentSpeechMilliseconds ?? 0,
      promptTokens: usage?.promptTokens ?? 0,
      completionTokens: usage?.completionTokens ?? 0,
      spokenCharacters: usage?.spokenCharacters ?? 0,
      toolCalls: usage?.toolCalls ?? 0,
      memoryPeakBytes: Math.round(this.#parts.memoryPeak()),
      underruns: usage?.underruns ?? 0,
    };
  }

  #channelEvents() {
    const { reporter } = this.#parts;
    return {
      sound: (window: Int16Array) => this.#engine?.hear(window),
      typed: (text: string) => this.#engine?.read(text),
      callerJoined: () => {
        this.#limits?.callerJoined();
        reporter.status({ event: 'CallerJoined' });
      },
      callerHears: () => this.#greet(),
      callerLeft: () => {
        this.#limits?.callerLeft();
        reporter.status({ event: 'CallerLeft' });
      },
      reconnecting: () => reporter.status({ event: 'Reconnecting' }),
      reconnected: () => reporter.status({ event: 'AgentJoined' }),
      lost: (message: string) => void this.end({ reason: 'RoomLost', message, goodbye: '' }),
    };
  }

  #greet(): void {
    if (this.#greeted || !this.#engine || this.#ending) return;
    this.#greeted = true;
    this.#trace?.callerHears();
    this.#engine.greet();
  }

  #engineEvents(): EngineEvents {
    const { channel, reporter, observe } = this.#parts;
    return {
      mood: (mood: AgentMood) => channel.mood(mood),
      callerInterim: (segment, text) => {
        channel.caption({ segment: `u-${segment}`, speaker: 'caller', text, final: false });
        reporter.interim({ segment, speaker: 'caller', text });
      },
      callerSaid: (said) => this.#said('caller', said),
      agentInterim: (segment, text) => {
        channel.caption({ segment: `a-${segment}`, speaker: 'agent', text, final: false });
        reporter.interim({ segment, speaker: 'agent', text });
      },
      agentSaid: (said) => this.#said('agent', said),
      turn: (ledger, interrupted) => {
        observe(ledger);
        this.#trace?.turn(ledger);
        reporter.turn({
          turn: ++this.#turns,
          trigger: ledger.trigger,
          ...ledger.figures(),
          interrupted,
          toolCalls: ledger.toolCalls,
          endpoints: ledger.costs.map((cost) => ({ ...cost, milliseconds: Math.round(cost.milliseconds * 10) / 10 })),
        });
      },
      underrun: () => this.#parts.logger.debug('sound was missing in the middle of a sentence'),
      idle: () => void this.end({ reason: 'IdleTimeout' }),
      finished: (afterwards: Afterwards) =>
        void this.end(
          afterwards.type === 'end'
            ? { reason: 'AgentEnded', goodbye: '' }
            : { reason: 'HandedOver', goodbye: '', handedOverTo: afterwards.to },
        ),
      modelsLost: () => void this.end({ reason: 'ModelsUnavailable', message: 'several answers in a row failed' }),
    };
  }

  #said(speaker: 'caller' | 'agent', said: SpokenText): void {
    const { channel, reporter } = this.#parts;
    const segment = `${speaker === 'caller' ? 'u' : 'a'}-${said.segment}`;
    channel.caption({ segment, speaker, text: said.text, final: true });
    reporter.transcript({
      segment: said.segment,
      speaker,
      text: said.text,
      startMilliseconds: this.#since(said.startedAt),
      endMilliseconds: this.#since(said.endedAt),
      interrupted: said.interrupted,
    });
  }

  #since(at: number): number {
    return Math.max(0, Math.round(at - this.#joinedAt));
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
