import type { KubeObject } from './object.ts';
import type { WatchEvent } from './watch-events.ts';

/** News of a collection, in order: pages, `listed`, then events and bookmarks; pages again after a relist. */
export type News<T extends KubeObject> =
  | { readonly type: 'page'; readonly items: readonly T[]; readonly resourceVersion: string; readonly first: boolean }
  /** The pages were all that there was at this version. */
  | { readonly type: 'listed'; readonly resourceVersion: string }
  | { readonly type: 'event'; readonly event: WatchEvent<T> }
  | { readonly type: 'quiet'; readonly resourceVersion: string | undefined };
