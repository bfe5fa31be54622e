import type { Fleet } from '@switchboard/client';
import { Link } from 'wouter';
import { Table } from './table.tsx';

export function PoolTable({ pools }: { pools: Fleet['status']['pools'] }) {
  if (pools.length === 0) return <p className="quiet">No VoicePool keeps pods warm here.</p>;
  return (
    <Table
      name="Pools"
      rows={pools}
      keyOf={({ name }) => name}
      columns={[
        { head: 'Pool', cell: ({ name }) => <Link href="/pools">{name}</Link> },
        { head: 'Pods', cell: (pool) => <PodBar {...pool} /> },
        { head: 'Ready', kind: 'number', cell: ({ ready }) => ready },
        { head: 'In calls', kind: 'number', cell: ({ claimed }) => claimed },
        { head: 'Wanted', kind: 'number', cell: ({ desired }) => desired },
        {
          head: 'Waiting',
          kind: 'number',
          cell: ({ queued }) => <span className={queued > 0 ? 'warned' : ''}>{queued}</span>,
        },
      ]}
    />
  );
}

/** Pods in calls, ready ones, and those that are wanted and not there yet. */
export function PodBar({ ready, claimed, desired }: { ready: number; claimed: number; desired: number }) {
  const all = Math.max(1, desired, ready + claimed);
  const width = (count: number) => (count / all) * 100;
  return (
    <svg
      className="pods"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${claimed} in calls, ${ready} ready, ${Math.max(0, desired - ready - claimed)} missing`}
    >
      <rect className="missing" width="100" height="8" />
      <rect className="claimed" width={width(claimed)} height="8" />
      <rect className="ready" x={width(claimed)} width={width(ready)} height="8" />
    </svg>
  );
}
