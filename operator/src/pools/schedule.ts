import type { PoolSpec } from '@switchboard/api';
import { Cron } from 'croner';

export interface Targets {
  readonly min: number;
  readonly buffer: number;
}

/** What the pool wants at this moment: its own numbers, or the largest of the windows that are open. */
export function targetsAt(spec: PoolSpec, now: Date): Targets {
  const open = (spec.schedule ?? []).filter((window) => isOpen(window, now));
  const largest = (field: 'min' | 'buffer') => {
    const said = open.map((window) => window[field]).filter((value) => value !== undefined);
    return said.length > 0 ? Math.max(...said) : spec[field];
  };
  return { min: largest('min'), buffer: largest('buffer') };
}

/** Within a window its end comes before its next beginning. */
function isOpen({ start, end, timeZone }: NonNullable<PoolSpec['schedule']>[number], now: Date): boolean {
  const begins = nextRun(start, timeZone, now);
  const ends = nextRun(end, timeZone, now);
  return ends !== undefined && (begins === undefined || ends < begins);
}

/** The first line of a schedule that can't be understood, in words for its author. */
export function scheduleProblem(spec: PoolSpec): string | undefined {
  for (const { name, start, end, timeZone } of spec.schedule ?? []) {
    for (const expression of [start, end]) {
      try {
        new Cron(expression, { timezone: timeZone, paused: true }).nextRun();
      } catch {
        return `schedule window ${name}: "${expression}" in time zone ${timeZone} can't be understood; write minute hour day month weekday, such as 0 8 * * 1-5`;
      }
    }
  }
  return undefined;
}

function nextRun(expression: string, timeZone: string, now: Date): number | undefined {
  try {
    return new Cron(expression, { timezone: timeZone, paused: true }).nextRun(now)?.getTime();
  } catch {
    return undefined;
  }
}
