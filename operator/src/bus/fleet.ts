import { bus } from '@switchboard/api';
import type { Clock } from '@switchboard/service';
import type { World } from '../cluster/world.ts';
import { isDeleting, isFinished, uidOf } from '../pod/marks.ts';
import type { Roster } from './roster.ts';

export interface FleetFigures {
  readonly late: number;
  readonly memoryHigh: number;
  readonly openEndpoints: number;
  readonly memoryBytes: number;
}

export interface FleetBounds {
  readonly lateMs: number;
  /** Share of its limit above which a pod's memory is high. */
  readonly memoryShare: number;
}

/** Sums over the pods, from what they say of themselves: no pod is a label, so that the number of series stays small. */
export function fleetFigures(roster: Roster, podUids: Iterable<string>, bounds: FleetBounds): FleetFigures {
  const sums = { late: 0, memoryHigh: 0, openEndpoints: 0, memoryBytes: 0 };
  const open = new Set<string>();
  const { uids, silentMs } = roster.silences(podUids);
  for (const [at, uid] of uids.entries()) {
    if ((silentMs[at] ?? 0) > bounds.lateMs) sums.late++;
    const { memory, endpoints = [] } = roster.glance(uid) ?? {};
    sums.memoryBytes += memory?.nowBytes ?? 0;
    if (memory && memory.limitBytes > 0 && memory.nowBytes > memory.limitBytes * bounds.memoryShare) sums.memoryHigh++;
    for (const { stage, url, state } of endpoints) if (state === 'Open') open.add(`${stage} ${url}`);
  }
  return { ...sums, openEndpoints: open.size };
}

const NONE: FleetFigures = { late: 0, memoryHigh: 0, openEndpoints: 0, memoryBytes: 0 };
const BOUNDS: FleetBounds = { lateMs: 2 * bus.HEARTBEAT_SECONDS * 1000, memoryShare: 0.85 };
/** One scrape asks for several figures, and all of them are of one moment. */
const FRESH_MS = 1000;

export class FleetView {
  readonly #world: World;
  readonly #clock: Clock;
  #seen = { at: Number.NEGATIVE_INFINITY, figures: NONE };

  constructor(world: World, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  /** Nobody but the leader hears the pods. */
  figures(roster: Roster | undefined): FleetFigures {
    if (!roster) return NONE;
    const now = this.#clock.monotonic();
    if (now - this.#seen.at > FRESH_MS) this.#seen = { at: now, figures: fleetFigures(roster, this.#living(), BOUNDS) };
    return this.#seen.figures;
  }

  *#living(): IterableIterator<string> {
    for (const pod of this.#world.pods.list()) if (!isDeleting(pod) && !isFinished(pod)) yield uidOf(pod);
  }
}
