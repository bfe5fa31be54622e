import { randomUUID } from 'node:crypto';
import { type Bus, ensureStreams, filters, NoRespondersError, replay, STREAMS, storeRecord } from '@switchboard/bus';

export interface StoredRecord {
  readonly namespace: string;
  readonly sessionUid: string;
}

/** Stores one record of a session that never was; the answer proves that JetStream keeps it. */
export async function storeOneRecord(bus: Bus): Promise<StoredRecord> {
  const address = { namespace: 'e2e', sessionUid: randomUUID() };
  const record = {
    type: 'committed' as const,
    at: new Date().toISOString(),
    session: { uid: address.sessionUid, name: 'never-was', namespace: address.namespace },
    agent: 'nobody',
    pod: randomUUID(),
    room: 'nobody_session_0_none',
  };
  await storeRecord(bus, record, 5000).catch(async (error: unknown) => {
    // The operator makes the streams; without one, they are not there yet.
    if (!(error instanceof NoRespondersError)) throw error;
    await ensureStreams(bus, { replicas: 1, maxAgeSeconds: 86_400, maxBytes: -1 });
    return storeRecord(bus, record, 5000);
  });
  return address;
}

export async function recordsOf(bus: Bus, address: StoredRecord): Promise<number> {
  let count = 0;
  const all = { stream: STREAMS.records, subject: filters.record(address), after: 0, decode: () => true };
  for await (const _ of replay(bus, all)) count += 1;
  return count;
}
