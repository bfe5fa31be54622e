import { randomUUID } from 'node:crypto';
import { bus as contract } from '@switchboard/api';
import type { Bus } from './bus.ts';
import { encode } from './codec.ts';
import type { Written } from './schema.ts';
import { type StoredAt, store } from './store.ts';
import { recordSubject } from './subjects.ts';

export type SessionRecordMessage = Written<typeof contract.record>;

/**
 * Stores one fact about a session. One attempt: the caller's reconcile tries again, and a second
 * `committed` of the same pod or `ended` of the same session within the window is stored once.
 */
export function storeRecord(bus: Bus, record: SessionRecordMessage, deadlineMs: number): Promise<StoredAt> {
  const { uid, namespace } = record.session;
  const subject = recordSubject({ namespace, sessionUid: uid }, record.type);
  return store(bus, { subject, data: encode(contract.record, record), id: recordId(record) }, deadlineMs);
}

function recordId(record: SessionRecordMessage): string {
  const { uid } = record.session;
  if (record.type === 'committed') return `${uid}.committed.${record.pod}`;
  if (record.type === 'ended') return `${uid}.ended`;
  return `${uid}.feedback.${randomUUID()}`;
}
