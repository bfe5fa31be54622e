import type { Session } from '@switchboard/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAccount } from './account.tsx';
import { type Mark, markOf, NOTHING, TOP, withPage } from './session-pages.ts';
import { wordsOf } from './words.ts';

const PAGE = 200;
const FRESH_MS = 3000;

/** Pages are read as they are needed; the first one and the one in view again and again. */
export function useSessions(query: Record<string, string>) {
  const { client } = useAccount();
  const [pages, setPages] = useState(NOTHING);
  const [problem, setProblem] = useState<string>();
  const [loading, setLoading] = useState(true);
  const latest = useRef(NOTHING);
  const asking = useRef(false);
  const wanted = useRef(false);
  const asked = useRef(query);
  const inView = useRef<Session>(undefined);

  const read = useCallback(
    async (...marks: readonly Mark[]) => {
      if (asking.current) return;
      asking.current = true;
      try {
        for (const mark of new Set(marks)) {
          const cursor = mark.cursor === undefined ? {} : { cursor: mark.cursor };
          const page = await client.list({ ...asked.current, limit: PAGE, ...cursor });
          latest.current = withPage(latest.current, mark, page);
          setPages(latest.current);
        }
        setProblem(undefined);
      } catch (error) {
        setProblem(wordsOf(error));
      } finally {
        asking.current = false;
        setLoading(false);
      }
      const { next } = latest.current;
      if (!wanted.current || !next) return;
      wanted.current = false;
      await read(next);
    },
    [client],
  );
  useEffect(() => {
    void read(TOP);
    const timer = setInterval(() => {
      if (!document.hidden) void read(TOP, markOf(latest.current, inView.current));
    }, FRESH_MS);
    return () => clearInterval(timer);
  }, [read]);
  /** Asked for while another page is read, the next one follows it. */
  const more = useCallback(() => {
    const { next } = latest.current;
    wanted.current = asking.current;
    if (next) void read(next);
  }, [read]);
  return { rows: pages.rows, complete: pages.next === undefined, more, inView, problem, loading };
}
