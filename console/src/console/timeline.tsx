import type { Session, Timeline as TimelineView } from '@switchboard/client';
import { useEffect, useState } from 'react';
import { useAccount } from './account.tsx';
import type { Happened } from './story.ts';
import { apart } from './words.ts';

interface Entry {
  readonly at: string;
  readonly what: string;
  readonly why?: string | undefined;
  readonly from: 'session' | 'pod' | 'condition' | 'event';
  readonly warning?: boolean;
}

/** From the session itself, its conditions, the reports of its pod, and the cluster's Events. */
export function Timeline({ session, happened }: { session: Session; happened: readonly Happened[] }) {
  const kept = useTimeline(session);
  return (
    <>
      <ol className="timeline">
        {entriesOf(session, happened, kept).map(({ at, what, why, from, warning }) => (
          <li key={`${at} ${from} ${what} ${why}`} className={`${from} ${warning ? 'warning' : ''}`}>
            <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
            <span className="what">{what}</span>
            <span className="quiet small">{from}</span>
            {why && <span className="why quiet">{why}</span>}
          </li>
        ))}
      </ol>
      {kept && !kept.eventsKnown && (
        <p className="quiet small">The gateway may not read Events here, so that they are missing.</p>
      )}
    </>
  );
}

/** Read again when the phase changes: conditions and Events come with changes. */
function useTimeline({ id, phase }: Session): TimelineView | undefined {
  const { client } = useAccount();
  const [kept, setKept] = useState<TimelineView>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of phase asks anew
  useEffect(() => {
    let over = false;
    client.timeline(id).then(
      (timeline) => {
        if (!over) setKept(timeline);
      },
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [client, id, phase]);
  return kept;
}

export function entriesOf(
  session: Session,
  happened: readonly Happened[],
  kept: TimelineView | undefined,
): readonly Entry[] {
  const own: Entry[] = [
    { at: session.createdAt, what: 'Created', from: 'session' },
    ...(session.readyAt
      ? [
          {
            at: session.readyAt,
            what: 'Ready',
            why: session.readyIn && `in ${session.readyIn}`,
            from: 'session',
          } as const,
        ]
      : []),
    ...(session.endedAt
      ? [{ at: session.endedAt, what: 'Ended', why: session.endReason, from: 'session' } as const]
      : []),
  ];
  const reported: Entry[] = happened
    .filter(({ event }) => event !== 'Ended')
    .map(({ at, event, reason }) => ({ at, what: apart(event), why: reason, from: 'pod' }));
  const stored: Entry[] = (kept?.entries ?? []).map(({ at, source, what, holds, why, message, warning, times }) => ({
    at,
    what: `${source === 'Condition' && holds !== 'True' ? 'Not ' : ''}${apart(what)}${times > 1 ? ` (${times} times)` : ''}`,
    why: [why, message].filter(Boolean).join(': '),
    from: source === 'Condition' ? 'condition' : 'event',
    warning,
  }));
  return [...own, ...reported, ...stored].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
