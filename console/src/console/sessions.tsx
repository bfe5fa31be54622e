import { endReasons } from '@switchboard/api/reasons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useAccount } from './account.tsx';
import { usePolled } from './polled.ts';
import { Phase, State } from './state.tsx';
import { useSessions } from './use-sessions.ts';
import { ago, apart } from './words.ts';

const PHASES = ['Pending', 'Starting', 'Ready', 'Active', 'Ending', 'Ended'];
const REASONS = Object.keys(endReasons);
const ROW = 44;
const AGENTS_MS = 60_000;

/** The filters are in the address, so that a page can be reloaded and handed on. */
export function Sessions() {
  const [search, setSearch] = useSearchParams();
  const filter = (name: string) => search.get(name) ?? '';
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const chosen = (name: string) => ({ value: filter(name), choose: (value: string) => set(name, value) });
  return (
    <>
      <h1>Sessions</h1>
      <search className="filters">
        <Choice name="Phase" all={PHASES} {...chosen('phase')} />
        <label>
          Agent
          <input
            value={filter('agent')}
            list="agents"
            onChange={({ target }) => set('agent', target.value.trim())}
            placeholder="All"
          />
          <Agents />
        </label>
        <Choice name="End reason" all={REASONS} {...chosen('endReason')} />
        <label>
          Node
          <input value={filter('node')} onChange={({ target }) => set('node', target.value.trim())} placeholder="All" />
        </label>
        {search.size > 0 && (
          <button type="button" className="link" onClick={() => setSearch({})}>
            Clear
          </button>
        )}
      </search>
      <List key={search.toString()} query={Object.fromEntries(search)} />
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly all: readonly string[];
  readonly value: string;
  readonly choose: (value: string) => void;
}

function Choice({ name, all, value, choose }: ChoiceProps) {
  return (
    <label>
      {name}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">All</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {apart(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Agents() {
  const { client } = useAccount();
  const { data } = usePolled(() => client.agents(), AGENTS_MS);
  return (
    <datalist id="agents">
      {data?.map(({ name }) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

function List({ query }: { query: Record<string, string> }) {
  const { rows, complete, more, inView, problem, loading } = useSessions(query);
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  inView.current = rows[items[0]?.index ?? 0];
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 40) more();
  }, [last, rows.length, more]);
  return (
    <State problem={problem} loading={loading} empty={rows.length === 0 && 'No session fits.'}>
      {rows.length > 0 && (
        <div className="list">
          <div className="heads" aria-hidden="true">
            <span>Session</span>
            <span>Agent</span>
            <span>Phase</span>
            <span>Why</span>
            <span>Node</span>
            <span className="number">Ready in</span>
            <span className="number">Made</span>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className="rows" ref={scroller} tabIndex={0} aria-label="Sessions">
            <ul style={{ height: virtual.getTotalSize() }}>
              {items.map(({ index, start }) => {
                const session = rows[index];
                if (!session) return null;
                const { id, agent, phase, endReason, reason, node, readyIn, createdAt } = session;
                return (
                  <li key={id} style={{ transform: `translateY(${start}px)`, height: ROW }}>
                    <Link href={`/sessions/${id}`}>{id}</Link>
                    <span>{agent}</span>
                    <Phase phase={phase} />
                    <span className="quiet">{apart(endReason ?? reason ?? '')}</span>
                    <span className="quiet">{node}</span>
                    <span className="quiet number">{readyIn}</span>
                    <span className="quiet number">{ago(createdAt)}</span>
                  </li>
                );
              })}
            </ul>
          </section>
          <p className="quiet small foot" role="status">
            {rows.length.toLocaleString()} {complete ? 'sessions' : 'sessions so far; more come as you scroll'}
          </p>
        </div>
      )}
    </State>
  );
}
