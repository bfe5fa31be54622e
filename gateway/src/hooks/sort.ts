import type { VoiceSessionObject } from '@switchboard/api';
import {
  type AnyStored,
  type Bus,
  decodeAny,
  encode,
  filters,
  hookSubject,
  readStream,
  replay,
  STREAMS,
  type StreamReader,
  store,
} from '@switchboard/bus';
import { type Endpoint, wants } from './endpoints.ts';
import { type Happening, happeningOf, hookMessage, messageOf, type SessionFacts } from './events.ts';

export interface SortSources {
  readonly bus: Bus;
  readonly endpointsOf: (tenant: string) => readonly Endpoint[];
  readonly sessionOfPod: (pod: string) => VoiceSessionObject | undefined;
  readonly onFault: (error: unknown) => void;
}

/** The commit of this pod to this session cannot be found yet. */
class UnknownBindingError extends Error {
  override name = 'UnknownBindingError';
}

const STORE_WITHIN_MS = 5000;

/** Reads what happened, once over all gateways, and puts a delivery into the queue of each endpoint that wants it. */
export function sortHappenings(sources: SortSources): StreamReader<AnyStored>[] {
  const { bus, endpointsOf, sessionOfPod } = sources;

  /** The session that the pod is bound to; what a pod says of itself is checked against the operator's record. */
  async function factsOf(stored: AnyStored, happening: Happening): Promise<SessionFacts> {
    const { uid, name, namespace } = happening.session;
    if ('record' in stored && stored.record.type !== 'feedback')
      return { metadata: { uid, name, namespace }, spec: { agent: stored.record.agent } };
    const pod = 'podUid' in stored ? stored.podUid : '';
    const session = sessionOfPod(pod);
    if (session?.metadata.uid === uid) return session;
    const records = { stream: STREAMS.records, subject: filters.record({ namespace, sessionUid: uid }), after: 0 };
    for await (const { message } of replay(bus, { ...records, decode: decodeAny })) {
      if (!('record' in message) || message.record.type !== 'committed' || message.record.pod !== pod) continue;
      return { metadata: { uid, name, namespace }, spec: { agent: message.record.agent } };
    }
    throw new UnknownBindingError('no commit names this pod for this session');
  }

  async function sort(stored: AnyStored): Promise<void> {
    const happening = happeningOf(stored);
    const endpoints = happening ? endpointsOf(happening.session.namespace) : [];
    if (!happening || endpoints.length === 0) return;
    const facts = await factsOf(stored, happening);
    const data = encode(hookMessage, messageOf(happening, facts));
    for (const endpoint of endpoints.filter((one) => wants(one, facts.spec.agent, happening.event))) {
      const subject = hookSubject(endpoint.tenant, endpoint.id);
      await store(bus, { subject, data, id: `${endpoint.id}.${happening.id}` }, STORE_WITHIN_MS);
    }
  }

  const read = (stream: typeof STREAMS.reports | typeof STREAMS.records, name: string, subjects: string[]) =>
    readStream<AnyStored>(bus, {
      stream,
      name,
      subjects,
      begin: 'new',
      decode: decodeAny,
      handle: ({ message }) => sort(message),
      onFault: sources.onFault,
    });
  return [
    read(STREAMS.reports, 'gateway-hook-reports', (['status', 'turn', 'transcript'] as const).map(filters.reports)),
    read(STREAMS.records, 'gateway-hook-records', [filters.allRecords]),
  ];
}
