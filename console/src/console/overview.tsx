import type { Fleet as FleetView } from '@switchboard/client';
import { useAccount } from './account.tsx';
import { Chart } from './chart.tsx';
import { Ends } from './ends.tsx';
import { type Past, useLiveFleet } from './live-fleet.ts';
import { Nodes } from './nodes.tsx';
import { PoolTable } from './pool-table.tsx';
import { State } from './state.tsx';
import { milliseconds } from './words.ts';

export function Overview() {
  const { me } = useAccount();
  const { fleet, past, connected, problem } = useLiveFleet();
  return (
    <>
      <div className="title">
        <h1>Fleet</h1>
        <p className={`live ${connected ? 'on' : ''}`} role="status">
          {connected ? 'Live' : fleet ? 'Reconnecting' : 'Connecting'}
        </p>
        <p className="quiet">
          Tenant <strong>{me.tenant}</strong>
        </p>
      </div>
      <State problem={problem} loading={fleet === undefined}>
        {fleet && <Fleet fleet={fleet} past={past} />}
      </State>
    </>
  );
}

const FAILURES = new Set(['platform', 'system']);

function Fleet({ fleet: { status, capacity, ends, nodes, health }, past }: { fleet: FleetView; past: Past }) {
  const failures = ends.filter(({ blame }) => FAILURES.has(blame)).reduce((sum, { count }) => sum + count, 0);
  const all = ends.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <section className="figures" aria-label="Now">
        <Figure name="Live sessions" value={String(capacity.active)} note={`of ${capacity.max} allowed`} />
        <Figure
          name="In the queue"
          value={String(capacity.queued)}
          note={`${capacity.maxQueue} may wait`}
          tone={capacity.queued > 0 ? 'warn' : undefined}
        />
        <Figure name="Warm and ready" value={String(capacity.warm)} note="can be claimed now" />
        <Figure
          name="Failures, last hour"
          value={String(failures)}
          note={all === 0 ? 'nothing has ended' : `of ${all} ends`}
          tone={failures > 0 ? 'bad' : undefined}
        />
      </section>
      <div className="halves">
        <section className="card">
          <h2>Conversations</h2>
          <Chart
            at={past.at}
            unit=""
            least={4}
            summary={`${capacity.active} conversations and ${capacity.queued} waiting now.`}
            lines={[
              { name: 'Live', values: past.live, colour: '--accent', filled: true, stepped: true },
              { name: 'Waiting', values: past.waiting, colour: '--warn', stepped: true },
            ]}
          />
          <p className="quiet small">
            Since you opened this page. The whole installation has {health.active_calls} of {health.max_calls}.
          </p>
        </section>
        <section className="card">
          <h2>From request to ready</h2>
          <StartLatency latency={status.startLatency} />
        </section>
      </div>
      <section>
        <h2>Pools</h2>
        <PoolTable pools={status.pools} />
      </section>
      <div className="halves">
        <section>
          <h2>Why sessions ended, last hour</h2>
          <Ends ends={ends} />
        </section>
        <section>
          <h2>Nodes</h2>
          <Nodes nodes={nodes} />
        </section>
      </div>
    </>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'warn' | 'bad' | undefined;
}

function Figure({ name, value, note, tone }: FigureProps) {
  return (
    <div className={`figure ${tone ?? ''}`}>
      <span className="name">{name}</span>
      <span className="value">{value}</span>
      <span className="quiet small">{note}</span>
    </div>
  );
}

function StartLatency({ latency }: { latency: FleetView['status']['startLatency'] }) {
  const rows = [
    ['Half are faster than', latency.p50Milliseconds],
    ['9 of 10', latency.p90Milliseconds],
    ['99 of 100', latency.p99Milliseconds],
  ] as const;
  if (latency.count === 0) return <p className="quiet">Nothing was started in the last hour.</p>;
  const most = Math.max(1, latency.p99Milliseconds ?? 0);
  return (
    <>
      <dl className="percentiles">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <progress max={most} value={value ?? 0} aria-label={name} />
              <span className="number">{milliseconds(value)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">{latency.count} starts of the last hour.</p>
    </>
  );
}
