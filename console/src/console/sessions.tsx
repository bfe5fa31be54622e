import type { Session } from '@switchboard/client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useAccount } from './account.tsx';
import { wordsOf } from './polled.ts';
import { Phase, State } from './state.tsx';
import { ago } from './words.ts';

const PHASES = ['Pending', 'Starting', 'Ready', 'Active', 'Ending', 'Ended'];
const PAGE = 100;
const ROW = 44;
const FRESH_MS = 3000;

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
  return (
    <>
      <h1>Sessions</h1>
      <search className="filters">
        <label>
          Phase
          <select value={filter('phase')} onChange={({ target }) => set('phase', target.value)}>
            <option value="">All</option>
            {PHASES.map((phase) => (
              <option key={phase}>{phase}</option>
            ))}
          </select>
        </label>
        {['agent', 'endReason', 'node'].map((name) => (
          <label key={name}>
            {{ agent: 'Agent', endReason: 'End reason', node: 'Node' }[name]}
            <input value={filter(name)} onChange={({ target }) => set(name, target.value.trim())} />
          </label>
        ))}
      </search>
      <List key={search.toString()} query={Object.fromEntries(search)} />
    </>
  );
}

function List({ query }: { query: Record<string, string> }) {
  const { rows, more, problem, loading } = useSessions(query);
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) more();
  }, [last, rows.length, more]);
  return (
    <State problem={problem} loading={loading} empty={rows.length === 0 && 'No session fits.'}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="rows" ref={scroller} tabIndex={0} aria-label="Sessions">
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const session = rows[index];
            if (!session) return null;
            return (
              <li key={session.id} style={{ transform: `translateY(${start}px)`, height: ROW }}>
                <Link href={`/sessions/${session.id}`}>{session.id}</Link>
                <span>{session.agent}</span>
                <Phase phase={session.phase} />
                <span className="quiet">{session.endReason ?? session.reason ?? ''}</span>
                <span className="quiet number">{ago(session.createdAt)}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </State>
  );
}

/** Pages are read as they are needed; the first one again and again, for what is new. */
function useSessions(query: Record<string, string>) {
  const { client } = useAccount();
  const [rows, setRows] = useState<readonly Session[]>([]);
  const [problem, setProblem] = useState<string>();
  const [loading, setLoading] = useState(true);
  const next = useRef<string | undefined>(undefined);
  const asking = useRef(false);
  const asked = useRef(query);

  const read = useCallback(
    async (cursor?: string) => {
      if (asking.current) return;
      asking.current = true;
      try {
        const page = await client.list({ ...asked.current, limit: PAGE, ...(cursor !== undefined && { cursor }) });
        setRows((before) => merged(before, page.sessions, cursor !== undefined));
        if (cursor !== undefined || next.current === undefined) next.current = page.next;
        setProblem(undefined);
      } catch (error) {
        setProblem(wordsOf(error));
      } finally {
        asking.current = false;
        setLoading(false);
      }
    },
    [client],
  );
  useEffect(() => {
    void read();
    const timer = setInterval(() => {
      if (!document.hidden) void read();
    }, FRESH_MS);
    return () => clearInterval(timer);
  }, [read]);
  const more = useCallback(() => {
    if (next.current !== undefined) void read(next.current);
  }, [read]);
  return { rows, more, problem, loading };
}

function merged(before: readonly Session[], page: readonly Session[], after: boolean): readonly Session[] {
  const ids = new Set(page.map(({ id }) => id));
  const others = before.filter(({ id }) => !ids.has(id));
  return after ? [...others, ...page] : [...page, ...others];
}
