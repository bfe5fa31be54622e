import type { KubeObject } from './object.ts';

export interface EventInput {
  readonly regarding: KubeObject;
  readonly related?: KubeObject | undefined;
  readonly type: 'Normal' | 'Warning';
  /** Why, one CamelCase word. */
  readonly reason: string;
  /** What the controller did or tried, one CamelCase word. */
  readonly action: string;
  /** One sentence for a person. */
  readonly note: string;
}

/** One Event object and what has happened since it was last written. */
export interface Series {
  readonly key: string;
  readonly input: EventInput;
  /** Occurrences in all. */
  count: number;
  lastAt: number;
  /** Name of the Event in the cluster, once created. */
  name: string | undefined;
  writtenCount: number;
  writtenAt: number;
  queued: boolean;
}

/** A series without news for this long has ended; the next occurrence is a new Event. */
const endsAfterMs = 6 * 60_000;
/** Repeats within this time share one write. */
const gatherMs = 10_000;

/** Which occurrences are the same Event again. Bounded: the oldest series is forgotten when it is full. */
export class EventSeries {
  readonly #series = new Map<string, Series>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** Counts an occurrence; returns its series. */
  take(input: EventInput, now: number): Series {
    const key = keyOfEvent(input);
    const known = this.#series.get(key);
    this.#series.delete(key);
    const series =
      known && now - known.lastAt < endsAfterMs
        ? known
        : { key, input, count: 0, lastAt: now, name: undefined, writtenCount: 0, writtenAt: 0, queued: false };
    series.count++;
    series.lastAt = now;
    this.#series.set(key, series);
    if (this.#series.size > this.#size) this.#forgetOldest();
    return series;
  }

  forget(series: Series): void {
    if (this.#series.get(series.key) === series) this.#series.delete(series.key);
  }

  #forgetOldest(): void {
    for (const key of this.#series.keys()) {
      this.#series.delete(key);
      return;
    }
  }
}

/** How long this series' next write may wait: the first is due at once, repeats gather. */
export function dueInMs(series: Series, now: number): number {
  return series.writtenCount === 0 ? 0 : Math.max(0, series.writtenAt + gatherMs - now);
}

/** The note is left out: it may name a number that differs each time. */
function keyOfEvent({ regarding, related, type, reason, action }: EventInput): string {
  const { uid, namespace, name } = regarding.metadata;
  return [regarding.kind, namespace, name, uid, related?.metadata.uid, type, reason, action].join('|');
}
