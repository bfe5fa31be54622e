import type { Dashboard } from '@switchboard/client';
import { Link } from 'wouter';
import { useAccount } from './account.tsx';
import { usePolled } from './polled.ts';
import { State } from './state.tsx';
import { mebibytes, milliseconds } from './words.ts';

export function Overview() {
  const { client } = useAccount();
  const { data, problem } = usePolled(() => client.dashboard());
  return (
    <State problem={problem} loading={data === undefined}>
      {data && <Fleet dashboard={data} />}
    </State>
  );
}

function Fleet({ dashboard: { health, status, workers } }: { dashboard: Dashboard }) {
  const { startLatency } = status;
  return (
    <>
      <h1>Fleet</h1>
      <section className="figures" aria-label="Now">
        <Figure name="Live sessions" value={String(health.active_calls)} note={`of ${health.max_calls}`} />
        <Figure name="In the queue" value={String(status.queue)} />
        <Figure name="Start, median" value={milliseconds(startLatency.p50Milliseconds)} note="last hour" />
        <Figure
          name="Start, 99 of 100"
          value={milliseconds(startLatency.p99Milliseconds)}
          note={`${startLatency.count} starts`}
        />
      </section>
      <Pools pools={status.pools} />
      <Ends reasons={status.endReasons} />
      <Nodes workers={workers} />
    </>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className="figure">
      <span className="name">{name}</span>
      <span className="value">{value}</span>
      {note && <span className="quiet">{note}</span>}
    </div>
  );
}

function Pools({ pools }: { pools: Dashboard['status']['pools'] }) {
  return (
    <section>
      <h2>Pools</h2>
      {pools.length === 0 ? (
        <p className="quiet">No VoicePool keeps pods warm here.</p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>Pool</th>
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
                  <td className="number">{ready}</td>
                  <td className="number">{claimed}</td>
                  <td className="number">{desired}</td>
                  <td className="number">{queued}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Ends({ reasons }: { reasons: Record<string, number> }) {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...sorted.map(([, count]) => count));
  return (
    <section>
      <h2>Ends of the last hour</h2>
      {sorted.length === 0 && <p className="quiet">No session has ended.</p>}
      <ul className="bars">
        {sorted.map(([reason, count]) => (
          <li key={reason}>
            <Link href={`/sessions?endReason=${reason}`}>{reason}</Link>
            <meter min={0} max={most} value={count} aria-label={reason} />
            <span className="number">{count}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nodes({ workers }: { workers: Dashboard['workers'] }) {
  const nodes = Map.groupBy(workers, ({ node }) => node ?? 'not placed yet');
  return (
    <section>
      <h2>Nodes</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Node</th>
              <th className="number">Pods</th>
              <th className="number">In calls</th>
              <th className="number">Memory now</th>
              <th className="number">Limit</th>
            </tr>
          </thead>
          <tbody>
            {[...nodes].map(([node, pods]) => (
              <tr key={node}>
                <td>{node}</td>
                <td className="number">{pods.length}</td>
                <td className="number">{pods.filter(({ session }) => session !== undefined).length}</td>
                <td className="number">{mebibytes(sum(pods.map(({ memoryNowBytes }) => memoryNowBytes)))}</td>
                <td className="number">{mebibytes(sum(pods.map(({ memoryLimitBytes }) => memoryLimitBytes)))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value = 0) => total + value, 0);
