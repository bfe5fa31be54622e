import { bus as contract } from '@switchboard/api';
import { type Bus, decodeReport, filters, type Listener, listen, type Report } from '@switchboard/bus';
import type { Clock } from '@switchboard/service';
import { Trail } from './trail.ts';

export interface Beat {
  readonly heartbeat: Report<'heartbeat'>;
  /** By our monotonic clock: pods' clocks are not compared with ours. */
  readonly heardAt: number;
  readonly trail: Trail;
}

/** A pod that was silent for this long is gone, whatever it was. */
const FORGET_MS = 4 * contract.HEARTBEAT_LOST_SECONDS * 1000;
const QUEUE_LIMIT = 50_000;

/** The last heartbeat of every pod and a trail of those before it, kept in memory only. */
export class Heartbeats {
  readonly #clock: Clock;
  readonly #beats = new Map<string, Beat>();
  readonly #listener: Listener<Report<'heartbeat'>>;

  constructor(bus: Bus, clock: Clock) {
    this.#clock = clock;
    const subject = filters.reports('heartbeat');
    this.#listener = listen(bus, { subject, decode: decodeReport('heartbeat'), limit: QUEUE_LIMIT });
    void this.#pump();
  }

  of(podUid: string): Beat | undefined {
    return this.#beats.get(podUid);
  }

  ageSeconds(beat: Beat): number {
    return Math.max(0, this.#clock.monotonic() - beat.heardAt) / 1000;
  }

  stop(): void {
    this.#listener.stop();
  }

  async #pump(): Promise<void> {
    for await (const { subject, message } of this.#listener) {
      if (subject.type !== 'report') continue;
      const { trail } = this.#beats.get(subject.podUid) ?? { trail: new Trail() };
      const { at, memory, cpuMillicores, underruns } = message;
      trail.add({ at, memoryBytes: memory.nowBytes, cpuMillicores, underruns });
      this.#beats.delete(subject.podUid);
      this.#beats.set(subject.podUid, { heartbeat: message, heardAt: this.#clock.monotonic(), trail });
      this.#forgetOld();
    }
  }

  /** The map is in order of hearing, so the old ones stand first. */
  #forgetOld(): void {
    for (const [uid, beat] of this.#beats) {
      if (this.#clock.monotonic() - beat.heardAt < FORGET_MS) return;
      this.#beats.delete(uid);
    }
  }
}
