import type { Fleet } from '@switchboard/client';
import { Link } from 'wouter';
import { Scroll } from './scroll.tsx';

export function PoolTable({ pools }: { pools: Fleet['status']['pools'] }) {
  if (pools.length === 0) return <p className="quiet">No VoicePool keeps pods warm here.</p>;
  return (
    <Scroll name="Pools">
      <table>
        <thead>
          <tr>
            <th>Pool</th>
            <th>Pods</th>
            <th className="number">Ready</th>
            <th className="number">In calls</th>
            <th className="number">Wanted</th>
            <th className="number">Waiting</th>
          </tr>
        </thead>
        <tbody>
          {pools.map(({ name, ready, claimed, desired, queued }) => (
            <tr key={name}>
              <td>
                <Link href="/pools">{name}</Link>
              </td>
              <td>
                <PodBar ready={ready} claimed={claimed} desired={desired} />
              </td>
              <td className="number">{ready}</td>
              <td className="number">{claimed}</td>
              <td className="number">{desired}</td>
              <td className={`number ${queued > 0 ? 'warned' : ''}`}>{queued}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
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
