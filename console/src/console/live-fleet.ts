import type { Fleet } from '@switchboard/client';
import { useEffect, useState } from 'react';
import { useAccount } from './account.tsx';
import { wordsOf } from './words.ts';

/** What came in while somebody looked: nothing else keeps a past of these. */
export interface Past {
  readonly at: readonly number[];
  readonly live: readonly number[];
  readonly waiting: readonly number[];
}

export interface LiveFleet {
  readonly fleet: Fleet | undefined;
  readonly past: Past;
  readonly connected: boolean;
  readonly problem: string | undefined;
}

const MOST = 900;
/** While nothing changes, the lines go on. */
const TICK_MS = 2000;
const NOTHING: LiveFleet = {
  fleet: undefined,
  past: { at: [], live: [], waiting: [] },
  connected: false,
  problem: undefined,
};

/** The fleet as the gateway tells of it, in one stream. */
export function useLiveFleet(): LiveFleet {
  const { client } = useAccount();
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    const stop = new AbortController();
    const set = (change: Partial<LiveFleet>) => setState((before) => ({ ...before, ...change }));
    const follow = async () => {
      const onConnection = (connected: boolean) => set({ connected });
      for await (const fleet of client.fleet({ signal: stop.signal, onConnection })) {
        setState((before) => ({ ...before, fleet, past: longer(before.past, fleet), problem: undefined }));
      }
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) set({ problem: wordsOf(error), connected: false });
    });
    const tick = setInterval(
      () =>
        setState((before) =>
          before.fleet && before.connected ? { ...before, past: longer(before.past, before.fleet) } : before,
        ),
      TICK_MS,
    );
    return () => {
      stop.abort();
      clearInterval(tick);
    };
  }, [client]);
  return state;
}

export function longer({ at, live, waiting }: Past, { capacity }: Pick<Fleet, 'capacity'>, now = Date.now()): Past {
  const more = (values: readonly number[], value: number) => [...values, value].slice(-MOST);
  return {
    at: more(at, now / 1000),
    live: more(live, capacity.active),
    waiting: more(waiting, capacity.queued),
  };
}
