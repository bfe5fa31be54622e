import type { rest, VoiceSessionObject } from '@switchboard/api';
import type { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import { sessionView } from './view.ts';

type Filter = z.output<typeof rest.sessionFilter>;

/** Newest first; the name breaks ties, so that a cursor points between two sessions and never skips one. */
const sortKey = ({ metadata }: VoiceSessionObject) => `${metadata.creationTimestamp}/${metadata.name}`;

const matches = (filter: Filter) => (session: VoiceSessionObject) =>
  (filter.agent === undefined || session.spec.agent === filter.agent) &&
  (filter.phase === undefined || (session.status?.phase ?? 'Pending') === filter.phase) &&
  (filter.endReason === undefined || session.status?.endReason === filter.endReason) &&
  (filter.node === undefined || session.status?.pod?.node === filter.node);

const CURSOR = /^\d{4}-\d\d-\d\dT[\d:.]+Z\/[-a-z0-9]{1,63}$/;

function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (!CURSOR.test(key))
    throw new ProblemError('invalid-request', 'cursor must be the value of next of an earlier page.');
  return key;
}

export function page(
  sessions: readonly VoiceSessionObject[],
  filter: Filter,
): { sessions: rest.SessionView[]; next?: string } {
  const before = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor);
  const found = sessions
    .filter(matches(filter))
    .map((session) => ({ key: sortKey(session), session }))
    .filter(({ key }) => before === undefined || key < before)
    .sort((a, b) => (a.key < b.key ? 1 : -1));
  const shown = found.slice(0, filter.limit);
  const last = shown.at(-1);
  const next = found.length > shown.length && last ? { next: Buffer.from(last.key).toString('base64url') } : {};
  return { sessions: shown.map(({ session }) => sessionView(session)), ...next };
}
