import type { Clock } from '@switchboard/service';
import type { VoiceSession } from '../cluster/resources.ts';
import type { Elapsed } from './view.ts';

export type Moment =
  | 'seen'
  | 'claiming'
  | 'reserved'
  | 'bound'
  | 'asked'
  | 'taken'
  | 'ready'
  | 'away'
  | 'ending'
  | 'over';

export interface LastWords {
  /** Everything that the pod reported was read. */
  heard: boolean;
  /** That they can't be read was logged. */
  logged: boolean;
}

/** What the operator remembers of one session beside its CR: moments by the monotonic clock, and small counters. */
export interface Memory {
  readonly moments: Partial<Record<Moment, number>>;
  coldTries: number;
  /** uid of the pod that the status still names, and that another is sought for. */
  givenUp: string | undefined;
  /** Of the pod that ended under the session. */
  lastWords: LastWords | undefined;
  roomMadeAgain: boolean;
  recorded: boolean;
  roomDeleted: boolean;
  endRecorded: boolean;
  positionWrittenAt: number;
}

/**
 * Spans are measured by the monotonic clock, so that a turned wall clock reaps nobody. Only what happened before this
 * process began is taken from the timestamps in the CR.
 */
export class Memories {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Memory>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `seenLive`: its creation was watched, so that it began now, whatever the server's clock says. */
  remember(session: VoiceSession, seenLive: boolean): Memory {
    const { uid, creationTimestamp } = session.metadata;
    const known = this.#sessions.get(uid);
    if (known) return known;
    const now = this.#clock.monotonic();
    const memory: Memory = {
      moments: { seen: seenLive ? now : this.#past(creationTimestamp) },
      coldTries: 0,
      givenUp: undefined,
      lastWords: undefined,
      roomMadeAgain: false,
      recorded: false,
      roomDeleted: false,
      endRecorded: false,
      positionWrittenAt: Number.NEGATIVE_INFINITY,
    };
    this.#sessions.set(uid, memory);
    return memory;
  }

  of(uid: string): Memory | undefined {
    return this.#sessions.get(uid);
  }

  forget(uid: string): void {
    this.#sessions.delete(uid);
  }

  get size(): number {
    return this.#sessions.size;
  }

  mark(memory: Memory, moment: Moment): void {
    memory.moments[moment] = this.#clock.monotonic();
  }

  /** Milliseconds from one moment to another; undefined while either is unknown. */
  span({ moments }: Memory, from: Moment, to: Moment): number | undefined {
    const start = moments[from];
    const end = moments[to];
    return start === undefined || end === undefined ? undefined : Math.max(0, end - start);
  }

  since({ moments }: Memory, moment: Moment): number | undefined {
    const start = moments[moment];
    return start === undefined ? undefined : this.#clock.monotonic() - start;
  }

  /** Reads what the CR tells of the past, then measures. */
  elapsed(memory: Memory, session: VoiceSession): Elapsed {
    const { status } = session;
    const { moments } = memory;
    if (status?.boundAt) moments.bound ??= this.#past(status.boundAt);
    if (status?.readyAt) moments.ready ??= this.#past(status.readyAt);
    const caller = status?.conditions?.find(({ type }) => type === 'CallerJoined');
    if (caller?.status === 'False') moments.away ??= this.#past(caller.lastTransitionTime);
    else delete moments.away;
    if (status?.phase === 'Ending') moments.ending ??= this.#clock.monotonic();
    return {
      pending: this.since(memory, 'seen') ?? 0,
      bound: this.since(memory, 'bound'),
      taken: this.since(memory, 'taken'),
      ready: this.since(memory, 'ready'),
      away: status?.activeAt ? this.since(memory, 'away') : undefined,
      ending: this.since(memory, 'ending'),
      over: this.since(memory, 'over'),
    };
  }

  #past(timestamp: string): number {
    return this.#clock.monotonic() - Math.max(0, this.#clock.now() - Date.parse(timestamp));
  }
}
