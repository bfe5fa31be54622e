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
  heartbeat: Heartbeat | undefined;
}

/**
 * The last heartbeat as it came: two thousand arrive a second, and hardly one is ever read. Each is copied, since what
 * came is a piece of a much larger buffer, and over the one before, since memory for each anew is the dearer part.
 */
interface Heartbeat {
  readonly room: Uint8Array;
  length: number;
}

/** A heartbeat grows by a few digits. */
const SPARE_BYTES = 32;

/** What the pods say of themselves: who they are, and that they live. Kept in memory only. */
export class Roster {
  readonly #clock: Clock;
  readonly #pods = new Map<string, Entry>();
  #lastHeard = { podUid: '', at: Number.NEGATIVE_INFINITY };
  #beforeThat = { podUid: '', at: Number.NEGATIVE_INFINITY };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(podUid: string, answered: Answered): void {
    this.#heard(podUid).answered = answered;
  }

  beat(podUid: string, heartbeat: Uint8Array): void {
    const entry = this.#heard(podUid);
    entry.beatAt = this.#lastHeard.at;
    const { length } = heartbeat;
    if (!entry.heartbeat || entry.heartbeat.room.length < length) {
      entry.heartbeat = { room: new Uint8Array(length + SPARE_BYTES), length };
    }
    entry.heartbeat.room.set(heartbeat);
    entry.heartbeat.length = length;
  }

  /** An answer or a report of any kind is a sign of life too. */
  heard(podUid: string): void {
    this.#heard(podUid).beatAt = this.#lastHeard.at;
  }

  of(podUid: string): Answered | undefined {
    return this.#pods.get(podUid)?.answered;
  }

  /** The last heartbeat; undefined if there was none that can be read. */
  vitals(podUid: string): bus.Heartbeat | undefined {
    const raw = this.#words(podUid);
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
    const raw = this.#words(podUid);
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
    const other = this.#lastHeard.podUid === podUid ? this.#beforeThat : this.#lastHeard;
    return this.#clock.monotonic() - other.at <= withinMs;
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
  silences(podUids: Iterable<string>): { readonly uids: readonly string[]; readonly silentMs: readonly number[] } {
    const now = this.#clock.monotonic();
    const uids: string[] = [];
    const silentMs: number[] = [];
    for (const uid of podUids) {
      const entry = this.#pods.get(uid);
      if (!entry) continue;
      uids.push(uid);
      silentMs.push(now - entry.beatAt);
    }
    return { uids, silentMs };
  }

  #words(podUid: string): Uint8Array | undefined {
    const heartbeat = this.#pods.get(podUid)?.heartbeat;
    return heartbeat?.room.subarray(0, heartbeat.length);
  }

  #heard(podUid: string): Entry {
    if (this.#lastHeard.podUid !== podUid) {
      [this.#lastHeard, this.#beforeThat] = [this.#beforeThat, this.#lastHeard];
      this.#lastHeard.podUid = podUid;
    }
    this.#lastHeard.at = this.#clock.monotonic();
    return this.#entry(podUid);
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
