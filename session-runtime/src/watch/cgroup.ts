import { readFileSync } from 'node:fs';

export interface MemoryReading {
  /** What the kernel cannot take back: usage less the page cache that nobody uses. */
  readonly nowBytes: number;
  /** 0 where there is no limit. */
  readonly limitBytes: number;
}

export type ReadFile = (path: string) => string;

const read: ReadFile = (path) => readFileSync(path, 'utf8');
const ROOT = '/sys/fs/cgroup';
/** Version 1 writes "no limit" as a number near 2^63. */
const UNLIMITED = 2 ** 50;

/** The memory of this container from its cgroup, version 2 or 1; of this process where there is neither. */
export function readMemory(file: ReadFile = read): MemoryReading {
  return version2(file) ?? version1(file) ?? { nowBytes: process.memoryUsage.rss(), limitBytes: 0 };
}

function version2(file: ReadFile): MemoryReading | undefined {
  try {
    const usage = Number(file(`${ROOT}/memory.current`));
    const limit = file(`${ROOT}/memory.max`).trim();
    const idle = statValue(file(`${ROOT}/memory.stat`), 'inactive_file');
    return { nowBytes: Math.max(0, usage - idle), limitBytes: limit === 'max' ? 0 : Number(limit) };
  } catch {
    return undefined;
  }
}

function version1(file: ReadFile): MemoryReading | undefined {
  try {
    const usage = Number(file(`${ROOT}/memory/memory.usage_in_bytes`));
    const limit = Number(file(`${ROOT}/memory/memory.limit_in_bytes`));
    const idle = statValue(file(`${ROOT}/memory/memory.stat`), 'total_inactive_file');
    return { nowBytes: Math.max(0, usage - idle), limitBytes: limit > UNLIMITED ? 0 : limit };
  } catch {
    return undefined;
  }
}

function statValue(stat: string, name: string): number {
  const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(stat);
  return match ? Number(match[1]) : 0;
}
