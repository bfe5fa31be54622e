import type { SeenPod, SeenSession } from './entry.ts';
import type { Timeline } from './timeline.ts';

export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** What must be true of every history; `broken` gives a sentence for each time that it was not. */
export interface Rule {
  readonly name: string;
  readonly says: string;
  readonly broken: (timeline: Timeline) => Iterable<string>;
}

export const named = ({ metadata }: SeenSession | SeenPod): string => `${metadata.name} (${metadata.uid})`;
