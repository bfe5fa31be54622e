import type { Fleet } from '@switchboard/client';
import { Link } from 'wouter';
import { apart } from './words.ts';

const whose = { system: 'ours', platform: 'the cluster’s', limit: 'a limit', caller: 'the caller’s' } as const;

/** Failures come first, with what to do about them. */
export function Ends({ ends }: { ends: Fleet['ends'] }) {
  if (ends.length === 0) return <p className="quiet">No session has ended.</p>;
  const most = Math.max(...ends.map(({ count }) => count));
  const failed = ({ blame }: Fleet['ends'][number]) => blame === 'system' || blame === 'platform';
  const sorted = [...ends.filter(failed), ...ends.filter((end) => !failed(end))];
  return (
    <ul className="ends card">
      {sorted.map((end) => (
        <li key={end.reason} className={failed(end) ? 'failed' : ''}>
          <span className="row apart">
            <Link href={`/sessions?endReason=${end.reason}`} title={end.meaning}>
              {apart(end.reason)}
            </Link>
            <span className="quiet small">{whose[end.blame]}</span>
            <span className="number">{end.count}</span>
          </span>
          <progress max={most} value={end.count} aria-label={apart(end.reason)} />
          {failed(end) && (
            <span className="small">
              {end.meaning} <span className="quiet">{end.next}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
