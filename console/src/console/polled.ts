import { useCallback, useEffect, useRef, useState } from 'react';
import { wordsOf } from './words.ts';

export interface Polled<T> {
  readonly data: T | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
}

const EVERY_MS = 2000;

/** Asks again and again while somebody looks; what was read last stays on the page when an answer fails. */
export function usePolled<T>(ask: () => Promise<T>, everyMs = EVERY_MS): Polled<T> {
  const [data, setData] = useState<T>();
  const [problem, setProblem] = useState<string>();
  const [turn, setTurn] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks anew at once
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (!document.hidden) {
        try {
          const answer = await latest.current();
          if (over) return;
          setData(answer);
          setProblem(undefined);
        } catch (error) {
          if (!over) setProblem(wordsOf(error));
        }
      }
      if (!over) timer = setTimeout(look, everyMs);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [everyMs, turn]);
  return { data, problem, again: useCallback(() => setTurn((now) => now + 1), []) };
}
