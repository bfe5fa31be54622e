import { connect, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { backoffDelay, type Clock, systemClock } from '@switchboard/service';
import { connectionOptions } from './connection-options.ts';
import { BusClosedError, BusDownError, MessageTooLargeError } from './errors.ts';
import { type Identity, type IdentityRules, rulesFor } from './identity.ts';
import { asError, isAuthRefusal, translate } from './translate.ts';

export interface BusOptions {
  servers: string[];
  identity: Identity;
  /** Content of the credential file; asked again at every connection, so that a replaced file is picked up. */
  credentials: () => string;
  clock?: Clock;
}

export interface BusState {
  up: boolean;
  /** When it became so, in ms since 1970. */
  since: number;
  /** Set once the bus is closed for good. */
  closed?: BusClosedError;
}

export type BusEvent =
  | { type: 'up' }
  | { type: 'down'; cause: Error | undefined }
  /** A handler threw, or the server refused a subscription or a publish. */
  | { type: 'fault'; error: Error }
  | { type: 'closed'; error: BusClosedError };

export interface RequestOptions {
  deadlineMs: number;
  headers?: MsgHdrs;
}

export type Handler = (message: Msg) => void;

interface Wanted {
  subject: string;
  handler: Handler;
  active: Subscription | undefined;
}

const RECONNECT = { baseMs: 250, maxMs: 5_000 };

/**
 * One connection to NATS that is mended for as long as it is wanted. Opening it never waits and never throws:
 * a program lives without its bus, and learns by events when it is up, down, or closed for good.
 */
export class Bus {
  readonly #rules: IdentityRules;
  readonly #options: BusOptions;
  readonly #clock: Clock;
  readonly #wanted = new Set<Wanted>();
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #stop = new AbortController();
  #connection: NatsConnection | undefined;
  #state: BusState;
  #done: Promise<void>;

  static open(options: BusOptions): Bus {
    return new Bus(options);
  }

  private constructor(options: BusOptions) {
    this.#options = options;
    this.#rules = rulesFor(options.identity);
    this.#clock = options.clock ?? systemClock;
    this.#state = { up: false, since: this.#clock.now() };
    this.#done = this.#run();
  }

  get state(): Readonly<BusState> {
    return this.#state;
  }

  /** Largest message that this identity may send. */
  get payloadMax(): number {
    return this.#rules.payloadMax;
  }

  /** Calls back for everything that happens from now on; the returned function ends that. */
  onEvent(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once the bus is up; rejects at the deadline or when the bus is closed. */
  async ready(deadlineMs: number): Promise<void> {
    if (this.#state.up) return;
    if (this.#state.closed) throw this.#state.closed;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stopListening = this.onEvent((event) => {
      if (event.type === 'up') resolve();
      if (event.type === 'closed') reject(event.error);
    });
    const stopTimer = this.#clock.after(deadlineMs, () => reject(new BusDownError()));
    return promise.finally(() => {
      stopListening();
      stopTimer();
    });
  }

  /** Fire and forget; false if it was not sent because the bus is down. Nothing is kept for later. */
  publish(subject: string, data: Uint8Array, reply?: string): boolean {
    if (data.byteLength > this.payloadMax) throw new MessageTooLargeError(subject, data.byteLength, this.payloadMax);
    if (!this.#state.up || !this.#connection) return false;
    this.#connection.publish(subject, data, reply === undefined ? {} : { reply });
    return true;
  }

  /** Rejects with NoRespondersError, DeadlineError, RefusedError or BusDownError. */
  async request(subject: string, data: Uint8Array, { deadlineMs, headers }: RequestOptions): Promise<Msg> {
    if (data.byteLength > this.payloadMax) throw new MessageTooLargeError(subject, data.byteLength, this.payloadMax);
    const connection = this.connection();
    try {
      return await this.whileUp(
        connection.request(subject, data, { timeout: deadlineMs, ...(headers ? { headers } : {}) }),
      );
    } catch (error) {
      throw translate(error, subject, deadlineMs);
    }
  }

  /** Holds over reconnections; may be called while the bus is down. The returned function ends it. */
  subscribe(subject: string, handler: Handler): () => void {
    const wanted: Wanted = { subject, handler, active: undefined };
    this.#wanted.add(wanted);
    if (this.#connection && !this.#connection.isClosed()) this.#activate(wanted, this.#connection);
    return () => {
      this.#wanted.delete(wanted);
      if (wanted.active && !wanted.active.isClosed()) wanted.active.unsubscribe();
    };
  }

  /** Sends what was published and closes, by the deadline at the latest. */
  async close(deadlineMs = 2_000): Promise<void> {
    if (this.#stop.signal.aborted) return this.#done;
    const late = new AbortController();
    if (this.#state.up && this.#connection) {
      const flushed = this.#connection.flush().catch(() => undefined);
      await Promise.race([flushed, this.#clock.sleep(deadlineMs, late.signal)]);
      late.abort();
    }
    this.#stop.abort();
    await this.#connection?.close();
    return this.#done;
  }

  /** For this package only: the connection of the moment. Programs use the functions beside this class. */
  connection(): NatsConnection {
    if (this.#state.closed) throw this.#state.closed;
    if (!this.#state.up || !this.#connection) throw new BusDownError();
    return this.#connection;
  }

  /** For this package only: gives up on `work` when the connection goes down, since its answer is lost then. */
  whileUp<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  async #run(): Promise<void> {
    let final: Error | undefined;
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      const ended = await this.#connectOnce(() => {
        attempt = 0;
      });
      if (this.#rules.refusalIsFinal && isAuthRefusal(ended)) {
        final = ended;
        break;
      }
      await this.#clock.sleep(backoffDelay(attempt, RECONNECT), this.#stop.signal);
    }
    const error = final
      ? new BusClosedError('The message bus refused the credential: it has expired or was withdrawn.', final)
      : new BusClosedError('The message bus was closed.');
    this.#setDown(error);
    this.#state = { ...this.#state, closed: error };
    this.#emit({ type: 'closed', error });
  }

  /** Ends when the connection does, with what ended it. */
  async #connectOnce(connected: () => void): Promise<Error | undefined> {
    try {
      const credentials = this.#options.credentials;
      const connection = await connect(connectionOptions(this.#options.servers, this.#rules, credentials));
      if (this.#stop.signal.aborted) {
        await connection.close();
        return undefined;
      }
      connected();
      this.#attach(connection);
      const cause = asError(await connection.closed());
      this.#connection = undefined;
      this.#setDown(cause);
      return cause;
    } catch (error) {
      return asError(error);
    }
  }

  #attach(connection: NatsConnection): void {
    this.#connection = connection;
    for (const wanted of this.#wanted) this.#activate(wanted, connection);
    void this.#watch(connection);
    this.#setUp();
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (this.#connection !== connection) return;
      if (status.type === 'disconnect') this.#setDown(undefined);
      else if (status.type === 'reconnect') this.#setUp();
      else if (status.type === 'error') this.#emit({ type: 'fault', error: status.error });
    }
  }

  #activate(wanted: Wanted, connection: NatsConnection): void {
    wanted.active = connection.subscribe(wanted.subject, {
      callback: (error, message) => {
        if (error) return this.#emit({ type: 'fault', error: translate(error, wanted.subject, 0) });
        try {
          wanted.handler(message);
        } catch (fault) {
          this.#emit({ type: 'fault', error: asError(fault) ?? new Error('A handler failed.') });
        }
      },
    });
  }

  #setUp(): void {
    if (this.#state.up) return;
    this.#state = { up: true, since: this.#clock.now() };
    this.#emit({ type: 'up' });
  }

  #setDown(cause: Error | undefined): void {
    for (const reject of this.#waiting) reject(new BusDownError(cause));
    this.#waiting.clear();
    if (!this.#state.up) return;
    this.#state = { up: false, since: this.#clock.now() };
    this.#emit({ type: 'down', cause });
  }

  #emit(event: BusEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
