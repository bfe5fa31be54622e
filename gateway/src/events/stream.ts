import type { VoiceSessionObject } from '@switchboard/api';
import { type Bus, decodeAny, filters, replay, STREAMS } from '@switchboard/bus';
import { keyOf } from '@switchboard/kube';
import { sessionView } from '../sessions/view.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { encodeEvent, type SessionEvent } from './event.ts';
import { eventOf, type Feed } from './feed.ts';
import type { OpenStream } from './open-stream.ts';
import { InOrder } from './order.ts';

export interface StreamSources {
  readonly bus: Bus;
  readonly feed: Feed;
  readonly watch: SessionWatch;
}

/** The events of one session to one follower: the phases from the watch, everything else from the bus. */
export class EventStream {
  readonly #sources: StreamSources;
  readonly #stream: OpenStream;
  readonly #order: InOrder;
  #pod: string | undefined;
  #attached: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;

  constructor(sources: StreamSources, stream: OpenStream, after: number) {
    this.#sources = sources;
    this.#stream = stream;
    this.#order = new InOrder(after, (event) => stream.write(encodeEvent(event)));
  }

  start(session: VoiceSessionObject): void {
    this.#stream.onClose(this.#sources.watch.follow(keyOf(session), (changed) => this.#phase(changed)));
    this.#phase(session);
  }

  #phase(session: VoiceSessionObject | undefined): void {
    // Also where it is deleted at once: its end is told first.
    if (this.#ending) return;
    if (!session) {
      this.#end();
      return;
    }
    const event: SessionEvent = { name: 'session', data: sessionView(session) };
    const ended = session.status?.phase === 'Ended';
    if (!ended) this.#order.live(event);
    const pod = session.status?.pod?.uid;
    if (pod && pod !== this.#pod) this.#attached = this.#attach(pod);
    if (!pod) this.#order.caughtUp();
    if (ended) this.#ending = this.#attached.then(() => this.#complete(event));
  }

  async #attach(pod: string): Promise<void> {
    this.#pod = pod;
    this.#stream.onClose(this.#sources.feed.follow(pod, (event) => this.#order.live(event)));
    await this.#catchUp(pod);
  }

  /** The CR says Ended after the pod's last report is stored. The watch may tell us before the bus has. */
  async #complete(last: SessionEvent): Promise<void> {
    if (this.#pod) await this.#catchUp(this.#pod);
    this.#order.live(last);
    this.#end();
  }

  async #catchUp(pod: string): Promise<void> {
    this.#order.hold();
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
      if (pod === this.#pod) this.#order.caughtUp();
    } catch {
      // Without its past the stream would have a gap that nobody sees: the client comes back and asks again.
      this.#end();
    }
  }

  #end(): void {
    this.#order.caughtUp();
    this.#stream.end();
  }
}
