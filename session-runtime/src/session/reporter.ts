import type { bus as contract } from '@switchboard/api';
import { type Bus, type Outbox, type ReportMessage, tell } from '@switchboard/bus';
import type { Logger } from '@switchboard/service';

type Headless<K extends 'status' | 'turn' | 'transcript' | 'interim'> = Omit<
  ReportMessage<K>,
  'sequence' | 'at' | 'session'
>;

/** Where the conversation's news goes. Nothing here waits, and nothing here can end a conversation. */
export interface Reporter {
  status(status: Headless<'status'>): void;
  turn(turn: Headless<'turn'>): void;
  transcript(transcript: Headless<'transcript'>): void;
  interim(interim: Headless<'interim'>): void;
}

export class BusReporter implements Reporter {
  readonly #bus: Bus;
  readonly #outbox: Outbox;
  readonly #logger: Logger;
  readonly #podUid: string;
  readonly #session: contract.SessionRef;

  constructor(wiring: { bus: Bus; outbox: Outbox; logger: Logger; podUid: string }, session: contract.SessionRef) {
    this.#bus = wiring.bus;
    this.#outbox = wiring.outbox;
    this.#logger = wiring.logger;
    this.#podUid = wiring.podUid;
    this.#session = session;
  }

  status(status: Headless<'status'>): void {
    this.#try('status', () => this.#outbox.report('status', { ...this.#head(), ...status }));
  }

  turn(turn: Headless<'turn'>): void {
    this.#try('turn', () => this.#outbox.report('turn', { ...this.#head(), ...turn }));
  }

  transcript(transcript: Headless<'transcript'>): void {
    this.#try('transcript', () => this.#outbox.report('transcript', { ...this.#head(), ...transcript }));
  }

  interim(interim: Headless<'interim'>): void {
    this.#try('interim', () => tell(this.#bus, this.#podUid, 'interim', { ...this.#head(), ...interim }));
  }

  #head() {
    return { at: new Date().toISOString(), session: this.#session };
  }

  #try(kind: string, report: () => unknown): void {
    try {
      report();
    } catch (error) {
      this.#logger.warn({ error, kind }, 'a report could not be made');
    }
  }
}
