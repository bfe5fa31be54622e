import { annotations, labels } from '@switchboard/api';
import type { Entry, PodEntry, SeenPod, SeenSession, SessionEntry, Word } from './entry.ts';

export type ObjectEntry = SessionEntry | PodEntry;

/** The history sorted into lives: by revision, of each session and of each pod. */
export interface Timeline {
  readonly ordered: readonly ObjectEntry[];
  readonly sessions: ReadonlyMap<string, readonly SessionEntry[]>;
  readonly pods: ReadonlyMap<string, readonly PodEntry[]>;
  readonly words: readonly Word[];
}

export function timelineOf(entries: readonly Entry[]): Timeline {
  const ordered = entries.filter((entry) => entry.kind !== 'word').sort((a, b) => a.revision - b.revision);
  return {
    ordered,
    sessions: Map.groupBy(
      ordered.filter((entry) => entry.kind === 'session'),
      ({ object }) => uidOf(object),
    ),
    pods: Map.groupBy(
      ordered.filter((entry) => entry.kind === 'pod'),
      ({ object }) => uidOf(object),
    ),
    words: entries.filter((entry) => entry.kind === 'word'),
  };
}

export const uidOf = ({ metadata }: SeenSession | SeenPod): string => metadata.uid ?? '';
export const sessionOf = (pod: SeenPod): string | undefined => pod.metadata.annotations?.[annotations.sessionUid];
export const roomOf = (pod: SeenPod): string | undefined => pod.metadata.annotations?.[annotations.room];
export const claimOf = (pod: SeenPod): string | undefined => pod.metadata.labels?.[labels.claim];

/** Asked to go, at its end, or gone: it serves nobody any more. */
export const isOver = ({ gone, object }: PodEntry): boolean =>
  gone ||
  object.metadata.deletionTimestamp !== undefined ||
  object.status?.phase === 'Succeeded' ||
  object.status?.phase === 'Failed';
