import { readFileSync } from 'node:fs';

/** Linux counts a process' time in hundredths of a second. */
export const TICK_MS = 10;

/** The fields of /proc/PID/stat from the third on; before them stands the name, which may hold spaces. */
export function statOf(pid: number | string): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Processor time since the process began, its own and the kernel's for it. */
export function processorMs(pid: number | string): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
