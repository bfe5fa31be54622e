import type { Stage } from '@switchboard/e2e/voice';
import type { InstantModels } from './instant-models.ts';
import { benchMany } from './many.ts';

const UNDERRUNS = 0.01;

interface Tried {
  readonly sessions: number;
  readonly underruns: number;
  readonly coresEach: number;
  readonly privateEach: number;
}

/** The largest number of conversations at once with under 1 % underruns: doubled until it fails, then halved into. */
export async function benchMost(
  stage: Stage,
  models: InstantModels,
  bounds: { from: number; to: number; seconds: number },
): Promise<object[]> {
  const tried: Tried[] = [];
  const holds = async (sessions: number): Promise<boolean> => {
    const lines = (await benchMany(stage, models, sessions, bounds.seconds).catch(() => [])) as Line[];
    const of = (start: string) => lines.find((line) => line.case.startsWith(start));
    const underruns = of('underruns')?.value ?? Number.POSITIVE_INFINITY;
    const coresEach = (of('CPU')?.p50 ?? Number.NaN) / 1000;
    tried.push({ sessions, underruns, coresEach, privateEach: of('private')?.p50 ?? Number.NaN });
    return underruns < UNDERRUNS;
  };
  let good = 0;
  let bad = bounds.to + 1;
  let next = bounds.from;
  while (bad - good > 1) {
    if (await holds(next)) good = next;
    else bad = next;
    next = bad > bounds.to ? Math.min(bounds.to, 2 * next) : Math.floor((good + bad) / 2);
    if (good === bounds.to) break;
  }
  const best = tried.filter((one) => one.sessions <= good).at(-1);
  return [
    { bench: 'voice', case: 'most conversations at once with < 1 % underruns', unit: 'sessions', value: good, tried },
    {
      bench: 'voice',
      case: 'private memory of 30 sessions, from the largest run',
      unit: 'GB',
      value: best ? Math.round(best.privateEach * 30) / 1000 : null,
      goal: '< 10',
    },
  ];
}

interface Line {
  readonly case: string;
  readonly value?: number;
  readonly p50?: number;
}
