import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessReading {
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
  /** Memory that is this process's alone: what one more session costs. */
  readonly privateMegabytes: number;
}

const TICKS = 100;

export function readProcess(pid: number): ProcessReading {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS,
    rssMegabytes: (kilobytes('Rss') * 1024) / 1e6,
    privateMegabytes: ((kilobytes('Private_Clean') + kilobytes('Private_Dirty')) * 1024) / 1e6,
  };
}

/** A process and all that it started. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(Number(name)));
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

function parentOf(pid: number): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
