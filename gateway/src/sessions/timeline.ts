import type { rest, VoiceSessionObject } from '@switchboard/api';
import { type Client, type Event, events, isForbidden } from '@switchboard/kube';
import type { z } from 'zod';

type Timeline = z.infer<typeof rest.timelineView>;
type Entry = Timeline['entries'][number];

const conditionsOf = ({ status }: VoiceSessionObject): Entry[] =>
  (status?.conditions ?? []).map(({ type, status: holds, lastTransitionTime, reason, message }) => ({
    at: lastTransitionTime,
    source: 'Condition',
    what: type,
    holds,
    why: reason,
    message,
    warning: false,
    times: 1,
  }));

const eventEntry = ({ metadata, eventTime, series, reason, note, type }: Event): Entry => ({
  at: String(series?.lastObservedTime ?? eventTime ?? metadata.creationTimestamp),
  source: 'Event',
  what: reason ?? 'Event',
  message: note ?? '',
  warning: type === 'Warning',
  times: series?.count ?? 1,
});

async function eventsOf(client: Client, session: VoiceSessionObject): Promise<Entry[] | undefined> {
  const { namespace, uid } = session.metadata;
  try {
    const found = await client.of(events).list({ namespace, fieldSelector: `regarding.uid=${uid}` });
    return found.items.map(eventEntry);
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Read when somebody looks: Events are the cluster's own record, and are kept for an hour there. */
export async function timelineOf(client: Client, session: VoiceSessionObject): Promise<Timeline> {
  const seen = await eventsOf(client, session);
  const entries = [...conditionsOf(session), ...(seen ?? [])].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { entries, eventsKnown: seen !== undefined };
}
