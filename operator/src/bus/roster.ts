import { type bus, bus as contract } from '@switchboard/api';
import { decode } from '@switchboard/bus';
import type { Clock } from '@switchboard/service';

export interface Answered {
  readonly state: bus.PodState;
  readonly sessionUid: string | undefined;
  readonly room: string | undefined;
}

interface Entry {
  answered: Answered | undefined;
  beatAt: number;
  /** The last heartbeat as it came: two thousand arrive a second, and hardly one is ever read. */
  heartbeat: Uint8Array | undefined;
}

/** What the pods say of themselves: who they are, and that they live. Kept in memory only. */
export class Roster {
  readonly #clock: Clock;
  readonly #pods = new Map<string, Entry>();
  #lastHeard: { podUid: string; at: number } | undefined;
  #beforeThat: { podUid: string; at: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(podUid: string, answered: Answered): void {
    this.#heard(podUid).answered = answered;
  }

  beat(podUid: string, heartbeat: Uint8Array): void {
    const entry = this.#heard(podUid);
    // A copy: what came is a piece of a much larger buffer.
    entry.heartbeat = new Uint8Array(heartbeat);
    entry.beatAt = this.#clock.monotonic();
  }

  /** An answer or a report of any kind is a sign of life too. */
  heard(podUid: string): void {
    this.#heard(podUid).beatAt = this.#clock.monotonic();
  }

  of(podUid: string): Answered | undefined {
    return this.#pods.get(podUid)?.answered;
  }

  /** The last heartbeat; undefined if there was none that can be read. */
  vitals(podUid: string): bus.Heartbeat | undefined {
    const raw = this.#pods.get(podUid)?.heartbeat;
    try {
      return raw && decode(contract.heartbeat, raw);
    } catch {
      return undefined;
    }
  }

  /**
   * The last heartbeat's own words, not checked against its schema: metrics are asked for all pods at once, and one
   * that lies spoils a figure and nothing else.
   */
  glance(podUid: string): Partial<bus.Heartbeat> | undefined {
    const raw = this.#pods.get(podUid)?.heartbeat;
    try {
      return raw && (JSON.parse(new TextDecoder().decode(raw)) as Partial<bus.Heartbeat>);
    } catch {
      return undefined;
    }
  }

  /** Starts the silence of a pod now, unless it is known: nobody's silence counts from before we listened. */
  expect(podUid: string): void {
    this.#entry(podUid);
  }

  silentMs(podUid: string): number {
    return this.#clock.monotonic() - this.#entry(podUid).beatAt;
  }

  /** Whether another pod said anything within `withinMs`: then it isn't the bus that is silent. */
  anotherHeard(podUid: string, withinMs: number): boolean {
    const other = this.#lastHeard?.podUid === podUid ? this.#beforeThat : this.#lastHeard;
    return other !== undefined && this.#clock.monotonic() - other.at <= withinMs;
  }

  /** Every pod's silence begins anew: after the bus was away, and for a new leader. */
  pardon(): void {
    const now = this.#clock.monotonic();
    for (const entry of this.#pods.values()) entry.beatAt = now;
  }

  forget(podUid: string): void {
    this.#pods.delete(podUid);
  }

  get size(): number {
    return this.#pods.size;
  }

  /** How long each of these has been silent, without making new entries. */
  *silences(podUids: Iterable<string>): IterableIterator<[string, number]> {
    const now = this.#clock.monotonic();
    for (const uid of podUids) {
      const entry = this.#pods.get(uid);
      if (entry) yield [uid, now - entry.beatAt];
    }
  }

  #heard(podUid: string): Entry {
    const at = this.#clock.monotonic();
    if (this.#lastHeard && this.#lastHeard.podUid !== podUid) this.#beforeThat = this.#lastHeard;
    this.#lastHeard = { podUid, at };
    const entry = this.#entry(podUid);
    return entry;
  }

  #entry(podUid: string): Entry {
    let entry = this.#pods.get(podUid);
    if (!entry) {
      const now = this.#clock.monotonic();
      entry = { answered: undefined, beatAt: now, heartbeat: undefined };
      this.#pods.set(podUid, entry);
    }
    return entry;
  }
}
