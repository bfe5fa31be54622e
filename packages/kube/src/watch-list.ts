import { backoffDelay, type Clock } from '@switchboard/service';
import { ApiError, ConnectionError, isGone, retryAfterMs, TimeoutError } from './errors.ts';
import { type Abilities, type ListingOptions, listing } from './listing.ts';
import type { News } from './news.ts';
import { isNewer, type KubeObject } from './object.ts';

export interface WatchListOptions<T extends KubeObject> extends ListingOptions<T> {
  readonly clock: Clock;
  readonly relistEveryMs: number;
  readonly onError: (error: unknown) => void;
  readonly random?: () => number;
}

/**
 * Watches are kept short. Two seconds before the end of each the server sends a bookmark (if the resource had any
 * event at all), so a resumed watch misses nothing and rarely needs a relist; and a connection that died without a
 * word is given up after half a minute, which no TCP setting achieves when a proxy in between still answers the
 * probes. A new watch costs about a millisecond.
 */
const watchSeconds = { least: 20, most: 27 };
/** How long the end of a watch may be late before the connection counts as dead. */
const graceMs = 3_000;
const retry = { baseMs: 200, maxMs: 15_000 };
/** A watch that ended sooner than this, without news, was not a success. */
const worthwhileMs = 1_000;

/** List, then watch, for ever: resumes where it was, lists again when it must, never throws but ends with the signal. */
export async function* watchList<T extends KubeObject>(options: WatchListOptions<T>): AsyncGenerator<News<T>> {
  const { signal, clock, onError, random = Math.random } = options;
  const progress: Progress = { from: undefined, relistAt: 0, failures: 0, suspect: false, server: { streams: true } };
  while (!signal.aborted) {
    try {
      if (progress.suspect) yield* checkRewound(options, progress);
      if (progress.from === undefined || clock.monotonic() >= progress.relistAt) yield* list(options, progress);
      yield* watch(options, progress);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      if (mustList(error)) progress.from = undefined;
      if (error instanceof ConnectionError || error instanceof TimeoutError) progress.suspect = true;
      const wait = Math.max(retryAfterMs(error) ?? 0, backoffDelay(progress.failures++, retry, random));
      await clock.sleep(wait, signal);
    }
  }
}

interface Progress {
  /** The version to watch from; undefined: list first. */
  from: string | undefined;
  relistAt: number;
  failures: number;
  /** The connection broke: the server may have come back with older data. */
  suspect: boolean;
  readonly server: Abilities;
}

async function* list<T extends KubeObject>(options: WatchListOptions<T>, progress: Progress): AsyncGenerator<News<T>> {
  const { clock, relistEveryMs, random = Math.random } = options;
  for await (const news of listing(options, progress.server)) {
    if (news.type === 'listed') progress.from = news.resourceVersion;
    yield news;
  }
  progress.relistAt = clock.monotonic() + relistEveryMs * (0.8 + 0.4 * random());
}

async function* watch<T extends KubeObject>(options: WatchListOptions<T>, progress: Progress): AsyncGenerator<News<T>> {
  const { api, selection, signal, clock, random = Math.random } = options;
  const timeoutSeconds = Math.round(watchSeconds.least + random() * (watchSeconds.most - watchSeconds.least));
  const began = clock.monotonic();
  const boundMs = timeoutSeconds * 1000 + graceMs;
  const resourceVersion = progress.from ?? '';
  const request = `WATCH ${api.resource.plural}`;
  let heard = false;
  for await (const event of api.watch({ ...selection, resourceVersion, timeoutSeconds, boundMs, signal })) {
    heard = true;
    progress.failures = 0;
    advance(progress, event.object.metadata.resourceVersion, request);
    yield event.type === 'BOOKMARK' ? { type: 'quiet', resourceVersion: progress.from } : { type: 'event', event };
  }
  if (!heard && clock.monotonic() - began < worthwhileMs) throw new ConnectionError(request, cutShort);
  progress.failures = 0;
  yield { type: 'quiet', resourceVersion: progress.from };
}

/** Versions only grow within a watch. One that falls comes from a server with other data than before. */
function advance(progress: Progress, version: string | undefined, request: string): void {
  if (version === undefined) return;
  const before = progress.from;
  progress.from = undefined;
  if (before !== undefined && isNewer(before, version)) throw new ConnectionError(request, regressed);
  progress.from = version;
}

/** After an etcd restore a watch from a version of the future would stay silent until it is reached again. */
async function* checkRewound<T extends KubeObject>(
  options: WatchListOptions<T>,
  progress: Progress,
): AsyncGenerator<News<T>> {
  const { api, selection, signal } = options;
  const page = await api.pages({ ...selection, limit: 1, signal }).next();
  const version = page.done ? '' : page.value.resourceVersion;
  if (progress.from !== undefined && isNewer(progress.from, version)) progress.from = undefined;
  progress.suspect = false;
  yield { type: 'quiet', resourceVersion: progress.from };
}

/** Gone: too old. A version too large is a server that is behind, or was restored: a list tells which. */
function mustList(error: unknown): boolean {
  return isGone(error) || (error instanceof ApiError && error.code === 504);
}

const regressed = Object.assign(new Error('an event is older than the one before it'), { code: 'version fell' });
const cutShort = Object.assign(new Error('the server ended the watch at once'), { code: 'cut short' });
