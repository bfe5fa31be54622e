import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  JetStreamApiError,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { backoffDelay, type Clock, systemClock } from '@switchboard/service';
import type { Bus } from './bus.ts';
import { deadLetter } from './dead-letter.ts';
import { checkId } from './id.ts';
import type { StreamName } from './names.ts';
import { Seen } from './seen.ts';
import { type ParsedSubject, parseSubject } from './subjects.ts';

export interface Delivered<T> {
  subject: ParsedSubject;
  message: T;
  streamSequence: number;
  storedAt: Date;
  /** 1 for the first time. */
  attempt: number;
}

export type Decode<T> = (subject: ParsedSubject, data: Uint8Array) => T | undefined;

export interface ReaderOptions<T> {
  stream: StreamName;
  /** Durable name; readers of one name share the work. Also the name of its dead-letter subject. */
  name: string;
  subjects: string[];
  /** Where a reader that does not exist yet begins: the whole stream, or what is stored from now on. */
  begin: 'all' | 'new';
  decode: Decode<T>;
  /** Source and number of a message; what was handled once is acked and left out. Undefined: no such number. */
  numberOf?: (delivered: NoInfer<Delivered<T>>) => { source: string; sequence: number } | undefined;
  /** Throwing means: again later, and after the last time to the dead letters. Messages of one subject's id come in order. */
  handle: (delivered: NoInfer<Delivered<T>>) => Promise<void>;
  onFault: (error: unknown, subject: string) => void;
  /** Waits before the second, third ... attempt. Its length + 1 is the number of attempts. */
  backoffMs?: number[];
  /** Messages taken at once. */
  concurrency?: number;
  clock?: Clock;
}

const DEFAULT_BACKOFF_MS = [1_000, 5_000, 15_000, 60_000];
const DEFAULT_CONCURRENCY = 64;
// The server's code for a durable of this name with another configuration.
const CONSUMER_EXISTS = 10148;
const RETRY = { baseMs: 250, maxMs: 10_000 };
// How long a handler may take before the server believes it lost.
const HANDLE_WITHIN_MS = 30_000;

/**
 * Reads a stream through a durable pull consumer: explicit acks, bounded attempts, dead letters at the end, duplicates
 * left out. Reading goes on over lost connections until it is stopped.
 */
export class StreamReader<T> {
  readonly #bus: Bus;
  readonly #options: ReaderOptions<T>;
  readonly #clock: Clock;
  readonly #backoffMs: number[];
  readonly #seen = new Seen();
  readonly #chains = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #messages: ConsumerMessages | undefined;
  #duplicates = 0;

  constructor(bus: Bus, options: ReaderOptions<T>) {
    checkId(options.name, 'reader name');
    this.#bus = bus;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoffMs = options.backoffMs ?? DEFAULT_BACKOFF_MS;
    this.#done = this.#run();
  }

  /** Messages left out because they were handled before. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** Takes no more, and ends when what was taken is handled. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#messages?.close().catch(() => undefined);
    // The server must have heard that we take no more: what it sent us after this would be nobody's until it is believed
    // lost, and a successor would wait for it.
    if (this.#bus.state.up) await this.#bus.whileUp(this.#bus.connection().flush()).catch(() => undefined);
    await this.#done;
  }

  async #run(): Promise<void> {
    const { stream, onFault } = this.#options;
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      try {
        await this.#bus.ready(60_000);
        await this.#consume(() => {
          attempt = 0;
        });
      } catch (error) {
        if (this.#bus.state.closed) break;
        if (this.#bus.state.up) onFault(error, stream);
      }
      await this.#clock.sleep(backoffDelay(attempt, RETRY), this.#stop.signal);
    }
    await Promise.all(this.#chains.values());
  }

  async #consume(began: () => void): Promise<void> {
    const { stream, name, concurrency = DEFAULT_CONCURRENCY } = this.#options;
    const connection = this.#bus.connection();
    await this.#ensureConsumer();
    const consumer = await jetstream(connection).consumers.get(stream, name);
    this.#messages = await consumer.consume({
      max_messages: concurrency,
      expires: 10_000,
      idle_heartbeat: 2_000,
      abort_on_missing_resource: true,
    });
    if (this.#stop.signal.aborted) await this.#messages.close();
    for await (const message of this.#messages) {
      began();
      await this.#enqueue(message, concurrency);
    }
  }

  async #ensureConsumer(): Promise<void> {
    const { stream, name, subjects, begin, concurrency } = { concurrency: DEFAULT_CONCURRENCY, ...this.#options };
    const { consumers } = await jetstreamManager(this.#bus.connection(), { checkAPI: false });
    const changeable = {
      filter_subjects: subjects,
      ack_wait: nanos(HANDLE_WITHIN_MS),
      max_ack_pending: concurrency * 4,
      // Above our own bound: it ends only what kills its reader before it can be put to the dead letters.
      max_deliver: this.#backoffMs.length + 4,
    };
    const wanted = {
      ...changeable,
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: begin === 'all' ? DeliverPolicy.All : DeliverPolicy.New,
    };
    await consumers.add(stream, wanted).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === CONSUMER_EXISTS) {
        return consumers.update(stream, name, changeable);
      }
      throw error;
    });
  }

  /** In order within one pod or session, side by side across them, at most `concurrency` at once. */
  async #enqueue(message: JsMsg, concurrency: number): Promise<void> {
    const key = message.subject.split('.').slice(0, -1).join('.');
    const before = this.#chains.get(key) ?? Promise.resolve();
    const chain = before.then(() => this.#attempt(message));
    this.#chains.set(key, chain);
    void chain.then(() => {
      if (this.#chains.get(key) === chain) this.#chains.delete(key);
    });
    if (this.#chains.size >= concurrency) await Promise.race(this.#chains.values());
  }

  async #attempt(message: JsMsg): Promise<void> {
    try {
      await this.#handle(message);
      message.ack();
    } catch (error) {
      this.#options.onFault(error, message.subject);
      await this.#retryOrBury(message, error);
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    const { decode, numberOf, handle } = this.#options;
    const subject = parseSubject(message.subject);
    const decoded = subject && decode(subject, message.data);
    if (!subject || decoded === undefined) return;
    const { deliveryCount } = message.info;
    const delivered: Delivered<T> = {
      subject,
      message: decoded,
      streamSequence: message.seq,
      storedAt: message.time,
      attempt: deliveryCount,
    };
    const number = numberOf?.(delivered);
    if (number && this.#seen.has(number.source, number.sequence)) {
      this.#duplicates++;
      return;
    }
    await handle(delivered);
    if (number) this.#seen.add(number.source, number.sequence);
  }

  async #retryOrBury(message: JsMsg, error: unknown): Promise<void> {
    const { stream, name } = this.#options;
    const wait = this.#backoffMs[message.info.deliveryCount - 1];
    if (wait !== undefined) return message.nak(wait);
    try {
      await deadLetter(this.#bus, { reader: name, stream, message, error });
      message.term('dead letter');
    } catch {
      message.nak(this.#backoffMs.at(-1) ?? 1_000);
    }
  }
}

export function readStream<T>(bus: Bus, options: ReaderOptions<T>): StreamReader<T> {
  return new StreamReader(bus, options);
}
