import { type AnyStored, type Bus, decodeAny, filters, type Listener, listen } from '@switchboard/bus';
import type { SessionEvent } from './event.ts';

type Follower = (event: SessionEvent) => void;

/** Reports that wait for this process; above it the oldest go, and followers who need them read the stream again. */
const QUEUE_LIMIT = 50_000;

/** What clients see of a stored or live report; what a pod says about itself stays inside. */
export function eventOf(stored: AnyStored, id: number | undefined): SessionEvent | undefined {
  if (stored.kind === 'status' || stored.kind === 'transcript' || stored.kind === 'turn' || stored.kind === 'interim') {
    const { session: _session, ...data } = stored.report;
    return { name: stored.kind, id, data };
  }
  return undefined;
}

/**
 * One subscription a gateway, however many follow. Who may hear which pod is decided by the VoiceSession that is bound
 * to it and never by what a message says of itself.
 */
export class Feed {
  readonly #followers = new Map<string, Set<Follower>>();
  readonly #listeners: Listener<AnyStored>[];

  constructor(bus: Bus) {
    const options = { decode: decodeAny, limit: QUEUE_LIMIT };
    this.#listeners = [filters.storedReports, filters.reports('interim')].map((subject) =>
      listen(bus, { ...options, subject }),
    );
    for (const listener of this.#listeners) void this.#pump(listener);
  }

  follow(podUid: string, follower: Follower): () => void {
    const followers = this.#followers.get(podUid) ?? new Set();
    this.#followers.set(podUid, followers.add(follower));
    return () => {
      followers.delete(follower);
      if (followers.size === 0) this.#followers.delete(podUid);
    };
  }

  stop(): void {
    for (const listener of this.#listeners) listener.stop();
  }

  async #pump(listener: Listener<AnyStored>): Promise<void> {
    for await (const heard of listener) {
      const followers = heard.subject.type === 'report' ? this.#followers.get(heard.subject.podUid) : undefined;
      const event = followers && eventOf(heard.message, heard.streamSequence);
      if (event) for (const follower of [...followers]) follower(event);
    }
  }
}
