import type { VoiceSessionObject } from '@switchboard/api';
import { type Bus, decodeAny, filters, replay, STREAMS } from '@switchboard/bus';
import { keyOf } from '@switchboard/kube';
import type { Response } from 'express';
import { sessionView } from '../sessions/view.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { encodeEvent, HEARTBEAT, HEARTBEAT_MS } from './event.ts';
import { eventOf, type Feed } from './feed.ts';
import { InOrder } from './order.ts';

/** A follower this far behind is let go; it comes back with its Last-Event-ID and misses nothing stored. */
const BACKLOG_BYTES = 256 * 1024;

export interface StreamSources {
  readonly bus: Bus;
  readonly feed: Feed;
  readonly watch: SessionWatch;
  readonly open: OpenStreams;
}

/** The streams of this gateway, so that it can end them when it goes; their clients come back elsewhere. */
export class OpenStreams {
  readonly #ends = new Set<() => void>();

  add(end: () => void): () => void {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  get size(): number {
    return this.#ends.size;
  }

  endAll(): void {
    for (const end of this.#ends) end();
  }
}

/** The events of one session to one follower: the phases from the watch, everything else from the bus. */
export class EventStream {
  readonly #sources: StreamSources;
  readonly #response: Response;
  readonly #order: InOrder;
  readonly #stops: (() => void)[] = [];
  #pod: string | undefined;
  #attached: Promise<void> = Promise.resolve();

  constructor(sources: StreamSources, response: Response, after: number) {
    this.#sources = sources;
    this.#response = response;
    this.#order = new InOrder(after, (event) => this.#write(encodeEvent(event)));
  }

  start(session: VoiceSessionObject): void {
    this.#response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      // When the stream ends, nobody sends a request into a connection that is being closed.
      Connection: 'close',
    });
    this.#response.flushHeaders();
    this.#write('retry: 1000\n\n');
    const beat = setInterval(() => this.#write(HEARTBEAT), HEARTBEAT_MS);
    const stopWatching = this.#sources.watch.follow(keyOf(session), (changed) => this.#phase(changed));
    const closed = this.#sources.open.add(() => this.#response.end());
    this.#stops.push(() => clearInterval(beat), stopWatching, closed);
    this.#response.once('close', () => this.#stop());
    this.#phase(session);
  }

  #phase(session: VoiceSessionObject | undefined): void {
    if (!session) {
      this.#end();
      return;
    }
    this.#order.live({ name: 'session', data: sessionView(session) });
    const pod = session.status?.pod?.uid;
    if (pod && pod !== this.#pod) this.#attached = this.#attach(pod);
    if (!pod) this.#order.caughtUp();
    // The CR says Ended after the pod's last report is stored, so nothing of it can be missed here.
    if (session.status?.phase === 'Ended') void this.#attached.then(() => this.#end());
  }

  async #attach(pod: string): Promise<void> {
    this.#pod = pod;
    this.#stops.push(this.#sources.feed.follow(pod, (event) => this.#order.live(event)));
    try {
      const options = {
        stream: STREAMS.reports,
        subject: filters.pod(pod),
        after: this.#order.last,
        decode: decodeAny,
      };
      for await (const { message, streamSequence } of replay(this.#sources.bus, options)) {
        const event = eventOf(message, streamSequence);
        if (event) this.#order.replayed(event);
      }
      this.#order.caughtUp();
    } catch {
      // Without its past the stream would have a gap that nobody sees: the client comes back and asks again.
      this.#end();
    }
  }

  #write(text: string): void {
    if (this.#response.writableEnded) return;
    this.#response.write(text);
    if (this.#response.writableLength > BACKLOG_BYTES) this.#response.destroy();
  }

  #end(): void {
    this.#order.caughtUp();
    this.#response.end();
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
