import { ApiError, ConnectionError } from './errors.ts';
import type { News } from './news.ts';
import type { KubeObject } from './object.ts';
import type { ListOptions } from './requests.ts';
import type { ResourceClient } from './resource-client.ts';
import type { WatchEvent } from './watch-events.ts';

export interface ListingOptions<T extends KubeObject> {
  readonly api: Pick<ResourceClient<T>, 'pages' | 'watch' | 'resource'>;
  readonly selection: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  readonly signal: AbortSignal;
  readonly pageSize: number;
}

/** What is known of the server. */
export interface Abilities {
  /** False once it has refused to stream a collection: its feature gate WatchList is off, as in 1.33. */
  streams: boolean;
}

/** Twenty times what ten thousand objects take. */
const streamSeconds = 120;
const graceMs = 3_000;
const END_OF_LIST = 'k8s.io/initial-events-end';

/**
 * A whole collection: one page, and where there are more, all of it as a stream of events. It is never in memory as a
 * whole, and the API server goes through it once: for each page it goes through all that is left, so that ten thousand
 * objects in pages of 250 are two hundred thousand to it.
 */
export async function* listing<T extends KubeObject>(
  options: ListingOptions<T>,
  server: Abilities,
): AsyncGenerator<News<T>> {
  const { api, selection, pageSize, signal } = options;
  let version = '';
  let first = true;
  for await (const { items, resourceVersion, more } of api.pages({ ...selection, limit: pageSize, signal })) {
    yield { type: 'page', items, resourceVersion, first };
    version = resourceVersion;
    first = false;
    if (!more || !server.streams) continue;
    const streamed = yield* streaming(options, resourceVersion);
    if (streamed !== undefined) {
      version = streamed;
      break;
    }
    server.streams = false;
  }
  yield { type: 'listed', resourceVersion: version };
}

/** Everything, at least as new as `from`. Returns the version that it is of; undefined if the server can't do it. */
async function* streaming<T extends KubeObject>(
  { api, selection, signal }: ListingOptions<T>,
  from: string,
): AsyncGenerator<News<T>, string | undefined> {
  const bounds = { timeoutSeconds: streamSeconds, boundMs: streamSeconds * 1000 + graceMs };
  let first = true;
  try {
    for await (const event of api.watch({ ...selection, ...bounds, resourceVersion: from, initial: true, signal })) {
      // What the page told is not counted: some of it may have been deleted since, of which the stream says nothing.
      if (first) yield { type: 'page', items: [], resourceVersion: from, first };
      first = false;
      if (isEndOfList(event)) return event.object.metadata.resourceVersion ?? from;
      if (event.type === 'DELETED') yield { type: 'event', event };
      else if (event.type !== 'BOOKMARK') yield { type: 'page', items: [event.object], resourceVersion: from, first };
    }
  } catch (error) {
    if (error instanceof ApiError && error.code === 422) return undefined;
    throw error;
  }
  throw new ConnectionError(`WATCH ${api.resource.plural}`, incomplete);
}

const isEndOfList = ({ type, object }: WatchEvent<KubeObject>): boolean =>
  type === 'BOOKMARK' && object.metadata.annotations?.[END_OF_LIST] === 'true';

const incomplete = Object.assign(new Error('the server ended the stream before all was told'), { code: 'incomplete' });
