import { cpus } from 'node:os';
import type { Stage } from '@switchboard/e2e/voice';
import { judged } from '../figures.ts';
import { type Crowd, crowd } from './crowd.ts';
import { lineThrough } from './line.ts';
import { UNDERRUNS } from './many.ts';

export interface MostBounds {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  /** No new try is begun after this. */
  readonly minutes: number;
}

interface Search {
  readonly good: number;
  readonly bad: number;
}

const ASKED = 30;

/**
 * The largest number of conversations at once with under 1 % underruns, with the offline speech service, the SFU and
 * the callers on the same machine: doubled until it fails, then halved into.
 */
export async function benchMost(stage: Stage, bounds: MostBounds): Promise<object[]> {
  const deadline = performance.now() + bounds.minutes * 60_000;
  const tried: Crowd[] = [];
  let search: Search = { good: 0, bad: bounds.to + 1 };
  for (let next: number | undefined = bounds.from; next !== undefined; next = nextOf(search, bounds)) {
    if (performance.now() > deadline) break;
    const found: Crowd | undefined = await crowd(stage, stage.speechUrl, {
      sessions: next,
      seconds: bounds.seconds,
    }).catch((error: unknown) => {
      console.error(`${next} conversations could not be held: ${(error as Error).message}`);
      return undefined;
    });
    if (found) tried.push(found);
    search = found && found.underruns < UNDERRUNS ? { ...search, good: next } : { ...search, bad: next };
  }
  return linesOf(search, tried);
}

export function nextOf({ good, bad }: Search, { to }: { to: number }): number | undefined {
  if (bad - good <= 1 || good >= to) return undefined;
  return bad > to ? Math.min(to, Math.max(1, 2 * good)) : Math.floor((good + bad) / 2);
}

function linesOf({ good, bad }: Search, tried: readonly Crowd[]): object[] {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model}`;
  const held = tried.filter((one) => one.sessions <= good).toSorted((a, b) => a.sessions - b.sessions);
  const most = held.at(-1);
  const everybody = lineThrough(held.map((one) => [one.sessions, sum(one.coresOf)] as const));
  const sessions = lineThrough(held.map((one) => [one.sessions, one.coresOf.sessions] as const));
  const shared = most ? median(most.rssMegabytes) - median(most.privateMegabytes) : Number.NaN;
  const gigabytes = most ? (ASKED * median(most.privateMegabytes) + shared) / 1000 : Number.NaN;
  const line = (what: string, unit: string, value: number) => ({
    bench: 'voice',
    case: what,
    unit,
    value: rounded(value),
  });
  return [
    {
      ...line('most conversations at once with < 1 % underruns, callers, SFU and speech included', 'sessions', good),
      machine,
      surely: bad - good <= 1,
      tried: tried.map((one) => ({
        sessions: one.sessions,
        underruns: rounded(one.underruns),
        cores: rounded(sum(one.coresOf)),
        coresOf: Object.fromEntries(Object.entries(one.coresOf).map(([who, cores]) => [who, rounded(cores)])),
        turns: one.turns,
        spokenSeconds: Math.round(one.spokenSeconds),
      })),
    },
    {
      ...line('cores for each further conversation, everybody', 'cores', everybody.slope),
      fit: rounded(everybody.fit),
    },
    { ...line('cores for each further session pod', 'cores', sessions.slope), fit: rounded(sessions.fit) },
    line(`cores for ${ASKED} conversations, everybody, by that line`, 'cores', everybody.at(ASKED)),
    line(`cores for ${ASKED} session pods, by that line`, 'cores', sessions.at(ASKED)),
    judged(line(`memory of ${ASKED} session pods`, 'GB', gigabytes), { value: 10 }),
  ];
}

const sum = (parts: Crowd['coresOf']): number => Object.values(parts).reduce((total, one) => total + one, 0);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
