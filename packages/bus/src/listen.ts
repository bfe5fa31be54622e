import type { Msg } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import { type ParsedSubject, parseSubject } from './subjects.ts';

export interface Heard<T> {
  subject: ParsedSubject;
  message: T;
  /** Place in the stream, where the message was published again by it. */
  streamSequence: number | undefined;
}

export interface ListenOptions<T> {
  subject: string;
  /** May throw: the message is counted as malformed and left out. Undefined leaves it out without counting. */
  decode: (subject: ParsedSubject, data: Uint8Array) => T | undefined;
  /** Messages that may wait for the reader; above it the oldest goes. */
  limit: number;
}

/** A core subscription as a stream with a bound: a slow reader loses the oldest messages and can see how many. */
export class Listener<T> implements AsyncIterable<Heard<T>> {
  readonly #options: ListenOptions<T>;
  readonly #queue: Heard<T>[] = [];
  readonly #unsubscribe: () => void;
  #wake: (() => void) | undefined;
  #stopped = false;
  #dropped = 0;
  #malformed = 0;

  constructor(bus: Bus, options: ListenOptions<T>) {
    this.#options = options;
    this.#unsubscribe = bus.subscribe(options.subject, (message) => this.#take(message));
  }

  get dropped(): number {
    return this.#dropped;
  }

  get malformed(): number {
    return this.#malformed;
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Heard<T>> {
    try {
      while (!this.#stopped) {
        const next = this.#queue.shift();
        if (next) yield next;
        else await this.#arrival();
      }
    } finally {
      this.stop();
    }
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(message: Msg): void {
    const subject = parseSubject(message.subject);
    if (!subject) return;
    const decoded = this.#decode(subject, message.data);
    if (decoded === undefined) return;
    if (this.#queue.length >= this.#options.limit) {
      this.#queue.shift();
      this.#dropped++;
    }
    const place = message.headers?.get('Nats-Sequence');
    this.#queue.push({ subject, message: decoded, streamSequence: place ? Number(place) : undefined });
    this.#wake?.();
  }

  #decode(subject: ParsedSubject, data: Uint8Array): T | undefined {
    try {
      return this.#options.decode(subject, data);
    } catch {
      this.#malformed++;
      return undefined;
    }
  }
}

export function listen<T>(bus: Bus, options: ListenOptions<T>): Listener<T> {
  return new Listener(bus, options);
}
