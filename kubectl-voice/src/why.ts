import { endReasons, waitReasons } from '@switchboard/api';
import type { Kubectl } from './kubectl.ts';
import { type KubeEvent, keyOf, type Session } from './objects.ts';
import { ageOf } from './quantity.ts';

/** One session's story: where it stands, why, what to do, and how it came to that. */
export async function why(kubectl: Kubectl, name: string, scope: readonly string[]): Promise<string> {
  const session = await kubectl.get<Session>('voicesession', name, ...scope);
  const { namespace, uid } = session.metadata;
  const about = `regarding.uid=${uid}`;
  const events = await kubectl.list<KubeEvent>(
    'events.events.k8s.io',
    '--namespace',
    namespace,
    '--field-selector',
    about,
  );
  return story(session, events, Date.now());
}

export function story(session: Session, events: readonly KubeEvent[], now: number): string {
  return [...verdict(session, now), '', 'Story', ...steps(session), ...said(session, events)].join('\n');
}

function verdict(session: Session, now: number): string[] {
  const { metadata, spec, status } = session;
  const phase = status?.phase ?? 'Pending';
  const head = `${keyOf(session)}, agent ${spec.agent}: ${phase}${status?.reason ? `, ${status.reason}` : ''}`;
  if (phase !== 'Ended') {
    const waits = waitReasons[status?.reason as keyof typeof waitReasons] ?? 'The operator has not seen it yet.';
    const place = status?.queuePosition ? [`  Place in the queue: ${status.queuePosition}`] : [];
    const message = status?.message && status.message !== waits ? [`  ${status.message}`] : [];
    return [head, `  ${waits}`, ...message, ...place, `  Age: ${ageOf(metadata.creationTimestamp, now)}`];
  }
  const message = status?.message ? [`  ${status.message}`] : [];
  // An operator may be newer than this program.
  const known = status?.endReason && Object.hasOwn(endReasons, status.endReason) && endReasons[status.endReason];
  if (!known) return [head, `  It ended for the reason ${status?.endReason ?? 'that nobody wrote down'}.`, ...message];
  const { blame, meaning, next } = known;
  return [head, `  ${meaning}`, ...message, `  Whose doing: ${blame}`, `  What to do: ${next}`];
}

function steps({ metadata, status }: Session): string[] {
  const created = Date.parse(metadata.creationTimestamp);
  const pod = status?.pod;
  const moments: readonly [string | undefined, string][] = [
    [metadata.creationTimestamp, 'created'],
    [
      status?.boundAt,
      pod ? `bound to the ${pod.warm ? 'warm' : 'cold'} pod ${pod.name} on ${pod.node ?? '?'}` : 'bound',
    ],
    [status?.readyAt, `agent in the room${status?.readyIn ? `, ready in ${status.readyIn}` : ''}`],
    [status?.activeAt, 'caller in the room'],
    [status?.endedAt, `ended${status?.memoryPeak ? `; peak of memory ${status.memoryPeak}` : ''}`],
  ];
  const unmet = status?.phase === 'Ended' ? [] : (status?.conditions ?? []).filter((one) => one.status === 'False');
  return [
    ...moments.flatMap(([at, what]) => (at ? [`  ${clock(at)}  ${after(created, at)}  ${what}`] : [])),
    ...unmet.map(({ type, reason, message }) => `  not ${type}: ${reason}: ${message}`),
  ];
}

const clock = (at: string): string => `${at.slice(0, 19)}Z`;

const after = (from: number, at: string): string => `+${((Date.parse(at) - from) / 1000).toFixed(1)} s`.padStart(9);

/** Events are kept for an hour only; the status stays. */
function said({ metadata }: Session, events: readonly KubeEvent[]): string[] {
  if (events.length === 0) return ['', 'Events: none (the cluster keeps them for a while only)'];
  const created = Date.parse(metadata.creationTimestamp);
  const timed = events.map((event) => ({
    at: event.eventTime ?? event.lastTimestamp ?? event.firstTimestamp ?? event.metadata.creationTimestamp,
    text: `${event.type ?? ''} ${event.reason ?? ''}: ${event.note ?? event.message ?? ''}`,
  }));
  const lines = timed
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, text }) => `  ${after(created, at)}  ${text}`);
  return ['', 'Events', ...lines];
}
