import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { processorMs } from '../stat.ts';
import { round } from './report.ts';

const SMALLEST_MS = 0.25;

/** Processor time that every program of this machine has taken so far, in milliseconds; those of a name together. */
export type Taken = ReadonlyMap<string, number>;

export function processorTime(): Taken {
  const taken = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const process = unlessGone(() => [programOf(pid), processorMs(pid)] as const);
    if (process) taken.set(process[0], (taken.get(process[0]) ?? 0) + process[1]);
  }
  return taken;
}

export interface Shares {
  readonly all: number;
  readonly each: Readonly<Record<string, number>>;
}

/** What each program took of it, for each of `n`; the largest first, and what is next to nothing left out. */
export function shares(before: Taken, after: Taken, n: number): Shares {
  const spent = [...after].map(([name, ms]) => [name, (ms - (before.get(name) ?? 0)) / n] as const);
  const counted = spent.filter(([, ms]) => ms > 0).sort(([, a], [, b]) => b - a);
  const all = round(counted.reduce((sum, [, ms]) => sum + ms, 0));
  const each = counted.filter(([, ms]) => ms >= SMALLEST_MS).map(([name, ms]) => [name, round(ms)] as const);
  return { all, each: Object.fromEntries(each) };
}

/** In a container by the name of its pod, without what tells one pod from another. */
function programOf(pid: string): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (readlinkSync(`/proc/${pid}/ns/uts`) !== readlinkSync('/proc/self/ns/uts')) {
    const pod = /(?:^|\0)HOSTNAME=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1];
    if (pod) return pod.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '');
  }
  const [command = '', script = ''] = words;
  return basename(basename(command) === 'node' ? script : command) || 'kernel';
}

/** A process may end while it is looked at. */
function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
