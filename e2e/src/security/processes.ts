import { readdirSync, readFileSync } from 'node:fs';
import { containerPid, eventually, runningPod } from '../support/index.ts';

/** The process of the running pod with a label. The pod may be replaced just now: then it is the next one's. */
export const processOf = (namespace: string, label: string): Promise<number> =>
  eventually(`a process of ${label}`, async () => containerPid(namespace, await runningPod(namespace, label)));

/** The mounts of a process of this machine, as its own namespace has them. */
export interface Mount {
  readonly path: string;
  readonly options: readonly string[];
}

export const mountsOf = (pid: number): Mount[] =>
  readFileSync(`/proc/${pid}/mounts`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [, path = '', , options = ''] = line.split(' ');
      return { path, options: options.split(',') };
    });

export const environmentOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');

/** Uids (real, effective, saved, file system), capabilities, seccomp: what the kernel says of a process. */
export function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name, rest.join(':').trim().replaceAll('\t', ' ')];
    }),
  );
}

/** The texts of all files below a folder. */
export function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'));
}
