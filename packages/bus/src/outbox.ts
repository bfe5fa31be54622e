import { randomBytes } from 'node:crypto';
import { bus as contract } from '@switchboard/api';
import { backoffDelay, type Clock, systemClock } from '@switchboard/service';
import type { Bus } from './bus.ts';
import { encode } from './codec.ts';
import { MessageTooLargeError, StoreError } from './errors.ts';
import { type Entry, OutboxQueue, type QueueBounds } from './outbox-queue.ts';
import type { ReportMessage } from './reports.ts';
import type { Schema } from './schema.ts';
import { store } from './store.ts';
import { type DurableKind, reportSubject } from './subjects.ts';

export interface OutboxOptions {
  podUid: string;
  /** 10,000 messages and 8 MiB unless told. */
  bounds?: QueueBounds;
  /** Messages sent before the first of them is known to be stored. */
  window?: number;
  clock?: Clock;
}

export interface OutboxStats {
  waiting: number;
  waitingBytes: number;
  stored: number;
  /** Turn records that gave way because the outbox was full. */
  dropped: number;
  /** Reports not taken: the outbox was full of what may not be dropped, or the stream will never take them. */
  refused: number;
  /** Times that the window was sent again. */
  retries: number;
}

type Unnumbered<K extends DurableKind> = Omit<ReportMessage<K>, 'sequence'>;

const RETRY = { baseMs: 200, maxMs: 5_000 };
const ACK_DEADLINE_MS = 5_000;

/**
 * Keeps durable reports until the stream has said that it stored them: at least once, in order, over any number of
 * lost connections. After a failure everything unproven is sent again under its first id (go back N), which the stream
 * recognises; readers are idempotent by (pod, sequence) beyond its window.
 */
export class Outbox {
  readonly #bus: Bus;
  readonly #options: OutboxOptions;
  readonly #clock: Clock;
  readonly #queue: OutboxQueue;
  // Part of every message id and told to nobody: without it a pod could occupy another's ids in the stream's window.
  readonly #nonce = randomBytes(9).toString('base64url');
  readonly #window: number;
  readonly #stopListening: () => void;
  readonly #idle = new Set<() => void>();
  #last = 0;
  #cursor = 1;
  #inFlight = 0;
  #failures = 0;
  #backingOff = false;
  #cancelRetry: (() => void) | undefined;
  #counts = { stored: 0, dropped: 0, refused: 0, retries: 0 };

  constructor(bus: Bus, options: OutboxOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#window = options.window ?? 64;
    this.#queue = new OutboxQueue(options.bounds ?? { messages: 10_000, bytes: 8 * 1024 * 1024 });
    this.#stopListening = bus.onEvent((event) => {
      if (event.type === 'up') this.#resume();
      if (event.type === 'closed') this.#wakeIdle();
    });
  }

  /** Number of the last report taken; 0 before the first. */
  get lastSequence(): number {
    return this.#last;
  }

  get stats(): OutboxStats {
    return { waiting: this.#queue.messages, waitingBytes: this.#queue.bytes, ...this.#counts };
  }

  /** Takes a report and gives it its sequence; undefined if it had to be refused (see `stats.refused`). Never waits. */
  report<K extends DurableKind>(kind: K, message: Unnumbered<K>): number | undefined {
    const sequence = this.#last + 1;
    const schema: Schema<unknown> = contract.reports[kind].message;
    const data = encode(schema, { ...message, sequence });
    if (data.byteLength > this.#bus.payloadMax) {
      throw new MessageTooLargeError(reportSubject(this.#options.podUid, kind), data.byteLength, this.#bus.payloadMax);
    }
    const { dropped, refused } = this.#queue.add({ sequence, kind, data });
    this.#counts.dropped += dropped;
    if (refused) {
      this.#counts.refused++;
      return undefined;
    }
    this.#last = sequence;
    this.#send();
    return sequence;
  }

  /** Waits until everything is stored, the deadline has passed or the bus is closed; returns how many are left. */
  async flush(deadlineMs: number): Promise<number> {
    if (this.#queue.messages > 0 && !this.#bus.state.closed) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = this.#clock.after(deadlineMs, resolve);
      this.#idle.add(resolve);
      await promise;
      this.#idle.delete(resolve);
      cancel();
    }
    return this.#queue.messages;
  }

  /** Ends the sending; what is left is lost. Flush first. */
  stop(): void {
    this.#stopListening();
    this.#cancelRetry?.();
    this.#backingOff = true;
    this.#wakeIdle();
  }

  #send(): void {
    while (!this.#backingOff && this.#bus.state.up && this.#inFlight < this.#window) {
      const entry = this.#queue.next(this.#cursor, this.#last);
      if (!entry) return;
      this.#cursor = entry.sequence + 1;
      this.#inFlight++;
      void this.#deliver(entry);
    }
  }

  async #deliver(entry: Entry): Promise<void> {
    const { podUid } = this.#options;
    const id = `${podUid}.${this.#nonce}.${entry.sequence}`;
    try {
      await store(this.#bus, { subject: reportSubject(podUid, entry.kind), data: entry.data, id }, ACK_DEADLINE_MS);
      this.#settle(entry, 'stored');
    } catch (error) {
      if (error instanceof StoreError && error.code >= 400 && error.code < 500) this.#settle(entry, 'refused');
      else this.#backOff();
    }
    this.#inFlight--;
    if (this.#queue.messages === 0) this.#wakeIdle();
    this.#send();
  }

  #settle(entry: Entry, outcome: 'stored' | 'refused'): void {
    this.#counts[outcome]++;
    this.#queue.remove(entry.sequence);
    if (!this.#backingOff) this.#failures = 0;
  }

  #backOff(): void {
    if (this.#backingOff) return;
    this.#backingOff = true;
    this.#cancelRetry = this.#clock.after(backoffDelay(this.#failures++, RETRY), () => this.#resume());
  }

  #resume(): void {
    this.#cancelRetry?.();
    this.#backingOff = false;
    const first = this.#queue.first();
    if (first && first.sequence < this.#cursor) {
      this.#cursor = first.sequence;
      this.#counts.retries++;
    }
    this.#send();
  }

  #wakeIdle(): void {
    for (const wake of this.#idle) wake();
  }
}
