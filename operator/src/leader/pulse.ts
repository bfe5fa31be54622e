import type { Clock } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import type { Weather } from '../bus/weather.ts';

export interface PulseDeps {
  readonly roster: Roster;
  readonly weather: Weather;
  readonly clock: Clock;
  /** Pods that have a live session. */
  readonly boundPods: () => Iterable<string>;
  /** Told apart from an ill bus by what Kubernetes hears of the node. */
  readonly isOnLostNode: (podUid: string) => boolean;
  readonly onSilent: (podUid: string) => void;
  readonly silenceMs: number;
  /** A pod that missed one heartbeat and a half is looked upon with suspicion. */
  readonly suspectMs: number;
}

const EVERY_MS = 1000;

/** Feels the pulse of all pods at once: ten thousand timers would cost more than one look a second. */
export async function runPulse(deps: PulseDeps, signal: AbortSignal): Promise<void> {
  const { roster, weather, clock, boundPods, isOnLostNode, onSilent, silenceMs, suspectMs } = deps;
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal);
    const { uids, silentMs } = roster.silences(boundPods());
    weather.survey(silentMs, suspectMs);
    if (!weather.settled) continue;
    const { frozen } = weather;
    for (const [at, ms] of silentMs.entries()) {
      const uid = uids[at] as string;
      if (ms >= silenceMs && (!frozen || isOnLostNode(uid))) onSilent(uid);
    }
  }
}
