import type { Session, SessionList } from '@switchboard/client';

/** As the gateway sorts: newest first, the name breaking ties. */
const keyOf = ({ createdAt, id }: Session): string => `${createdAt}/${id}`;

/** Where a page begins: below the session with this key. */
export interface Mark {
  readonly below: string | undefined;
  readonly cursor: string | undefined;
}

/** Sessions read so far, the newest first, and where each page of them begins. */
export interface Pages {
  readonly rows: readonly Session[];
  readonly marks: readonly Mark[];
  /** Where the next page begins; absent when everything is read. */
  readonly next: Mark | undefined;
}

export const TOP: Mark = { below: undefined, cursor: undefined };
export const NOTHING: Pages = { rows: [], marks: [TOP], next: undefined };

/** What a page says of its stretch of the list replaces what was known of it: new rows, changed ones, gone ones. */
export function withPage(pages: Pages, mark: Mark, page: SessionList): Pages {
  const last = page.sessions.at(-1);
  const lowest = page.next !== undefined && last ? keyOf(last) : undefined;
  const above = mark.below === undefined ? [] : pages.rows.filter((row) => keyOf(row) >= (mark.below ?? ''));
  const below = lowest === undefined ? [] : pages.rows.filter((row) => keyOf(row) < lowest);
  const end = lowest === undefined ? undefined : { below: lowest, cursor: page.next };
  const known = pages.rows[0];
  // More came than a page holds: between it and what was known there may be others.
  const torn = mark === TOP && lowest !== undefined && known !== undefined && keyOf(known) < lowest;
  if (torn) return { rows: page.sessions, marks: [TOP], next: end };
  const marks = pages.marks.includes(mark) ? pages.marks : [...pages.marks, mark];
  const reachesEnd = below.length === 0;
  return { rows: [...above, ...page.sessions, ...below], marks, next: reachesEnd ? end : pages.next };
}

/** The page in which a row stands. */
export function markOf({ marks }: Pages, row: Session | undefined): Mark {
  if (!row) return TOP;
  return marks.findLast(({ below }) => below === undefined || below > keyOf(row)) ?? TOP;
}
