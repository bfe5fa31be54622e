import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@switchboard/service';
import { type Event, events } from './builtin.ts';
import type { Client } from './client.ts';
import { isNotFound } from './errors.ts';
import { dueInMs, type EventInput, EventSeries, type Series } from './event-series.ts';
import { microTime } from './lease-claim.ts';
import type { KubeObject } from './object.ts';
import type { ResourceClient } from './resource-client.ts';

export type { EventInput } from './event-series.ts';

export interface RecorderOptions {
  readonly client: Client;
  /** Such as example.com/widget-controller. */
  readonly controller: string;
  /** Which process: the pod's name. */
  readonly instance: string;
  /** Events that wait to be written; the newest is dropped when it is full. 1000 unless told. */
  readonly size?: number;
  /** Writes a second at most, so that events never crowd out work; 20 unless told. */
  readonly perSecond?: number;
  readonly clock?: Clock;
  /** An event that could not be written; it is dropped. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Writes events.k8s.io/v1 Events behind the work, one at a time. Repeats become one Event with a series. Never
 * throws, never blocks, never grows without bound: an event is a courtesy, not a fact that anything rests on.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #api: ResourceClient<Event>;
  readonly #series: EventSeries;
  readonly #waiting: Series[] = [];
  readonly #size: number;
  /** Repeats that wait for more of their kind, with the way to stop waiting. */
  readonly #gathering = new Map<Series, () => void>();
  #writing: Promise<void> | undefined;
  #hurry = new AbortController();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#size = options.size ?? 1000;
    this.#api = options.client.of(events);
    this.#series = new EventSeries(4 * this.#size);
  }

  record(input: EventInput): void {
    const now = this.#clock.now();
    const series = this.#series.take(input, now);
    if (series.queued || this.#waiting.length + this.#gathering.size >= this.#size) return;
    series.queued = true;
    const dueIn = dueInMs(series, now);
    if (dueIn === 0) this.#enqueue(series);
    else
      this.#gathering.set(
        series,
        this.#clock.after(dueIn, () => this.#enqueue(series)),
      );
  }

  /** Writes what waits without its pauses; for the end of a process. */
  async flush(): Promise<void> {
    this.#hurry.abort();
    for (const [series, cancel] of this.#gathering) {
      cancel();
      this.#enqueue(series);
    }
    await this.#writing;
    this.#hurry = new AbortController();
  }

  #enqueue(series: Series): void {
    this.#gathering.delete(series);
    this.#waiting.push(series);
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async #drain(): Promise<void> {
    const pauseMs = 1000 / (this.#options.perSecond ?? 20);
    for (let series = this.#waiting.shift(); series; series = this.#waiting.shift()) {
      series.queued = false;
      try {
        await this.#write(series);
      } catch (error) {
        this.#series.forget(series);
        this.#options.onError?.(error);
      }
      await this.#clock.sleep(pauseMs, this.#hurry.signal);
    }
  }

  async #write(series: Series): Promise<void> {
    const now = this.#clock.now();
    const { count } = series;
    if (series.name === undefined || !(await this.#update(series, series.name))) {
      series.name = nameOf(series.input.regarding);
      await this.#api.create(this.#event(series));
    }
    series.writtenCount = count;
    series.writtenAt = now;
  }

  /** False when the Event has expired in the meantime. */
  async #update({ input, count, lastAt }: Series, name: string): Promise<boolean> {
    const state = { count, lastObservedTime: microTime(lastAt) };
    try {
      await this.#api.patch({ namespace: namespaceOf(input.regarding), name }, { series: state });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  #event({ input, name, lastAt, count }: Series): Event {
    return {
      metadata: { namespace: namespaceOf(input.regarding), name: name ?? '' },
      eventTime: microTime(lastAt),
      reportingController: this.#options.controller,
      reportingInstance: this.#options.instance,
      regarding: referenceTo(input.regarding),
      ...(input.related ? { related: referenceTo(input.related) } : {}),
      ...(count > 1 ? { series: { count, lastObservedTime: microTime(lastAt) } } : {}),
      type: input.type,
      reason: input.reason,
      action: input.action,
      note: input.note.slice(0, longestNote),
    };
  }
}

/** The API refuses longer ones. */
const longestNote = 1024;

function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? 'default';
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.name.slice(0, 230)}.${randomBytes(8).toString('hex')}`;
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): NonNullable<Event['regarding']> {
  const { namespace, name, uid, resourceVersion } = metadata;
  const reference = { apiVersion, kind, namespace, name, uid, resourceVersion };
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== undefined));
}
