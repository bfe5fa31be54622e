import type { Clock } from '@switchboard/service';
import type { Response } from 'express';
import type { Principal } from '../auth/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { HEARTBEAT, HEARTBEAT_MS } from './event.ts';

/** Streams of one principal at once: a browser follows its own conversation, a back end those of all its callers. */
const MOST = { caller: 20, others: 5000 };
/** Who does not take the rest of an ended stream within this does not get it. */
const LEAVE_MS = 5000;

/**
 * Server-sent events to one follower, from the headers until whoever follows or this gateway goes. A follower who falls
 * too far behind is let go: it comes back and asks again.
 */
export class OpenStream {
  readonly #response: Response;
  readonly #clock: Clock;
  readonly #backlogBytes: number;
  readonly #stops: (() => void)[] = [];
  #stopBeat: () => void = () => undefined;

  constructor(response: Response, clock: Clock, backlogBytes: number) {
    this.#response = response;
    this.#clock = clock;
    this.#backlogBytes = backlogBytes;
    response.once('close', () => this.#stop());
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      // When the stream ends, nobody sends a request into a connection that is being closed.
      Connection: 'close',
    });
    response.flushHeaders();
    this.write('retry: 1000\n\n');
    this.#beatLater();
    this.onClose(() => this.#stopBeat());
  }

  /** Calls back once when it is over; at once if whoever asked was gone before the answer began. */
  onClose(stop: () => void): void {
    this.#stops.push(stop);
    if (this.#response.closed) this.#stop();
  }

  write(text: string): void {
    if (this.#response.writableEnded) return;
    this.#response.write(text);
    if (this.#response.writableLength > this.#backlogBytes) this.#response.destroy();
  }

  end(): void {
    if (this.#response.writableEnded) return;
    this.#response.end();
    this.onClose(this.#clock.after(LEAVE_MS, () => this.#response.destroy()));
  }

  #beatLater(): void {
    this.#stopBeat = this.#clock.after(HEARTBEAT_MS, () => {
      this.write(HEARTBEAT);
      this.#beatLater();
    });
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/** The streams of this gateway, so that it can end them when it goes; their clients come back elsewhere. */
export class OpenStreams {
  readonly #clock: Clock;
  readonly #open = new Set<OpenStream>();
  readonly #byOwner = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(response: Response, { tenant, id, role }: Principal, backlogBytes: number): OpenStream {
    const owner = `${tenant} ${id}`;
    const count = this.#byOwner.get(owner) ?? 0;
    if (count >= (role === 'caller' ? MOST.caller : MOST.others))
      throw new ProblemError('rate-limited', 'This key or token follows too much at once.', { retryAfterSeconds: 10 });
    const stream = new OpenStream(response, this.#clock, backlogBytes);
    this.#open.add(stream);
    this.#byOwner.set(owner, count + 1);
    stream.onClose(() => {
      this.#open.delete(stream);
      const left = (this.#byOwner.get(owner) ?? 1) - 1;
      if (left === 0) this.#byOwner.delete(owner);
      else this.#byOwner.set(owner, left);
    });
    return stream;
  }

  get size(): number {
    return this.#open.size;
  }

  endAll(): void {
    for (const stream of this.#open) stream.end();
  }
}
