import { readFileSync } from 'node:fs';
import { componentPid, containerPid, runningPod } from '@switchboard/e2e';

/** On the one-machine cluster everything is a process of this machine. */
export async function sharedProcesses(): Promise<Readonly<Record<string, number>>> {
  const inPod = async (namespace: string, name: string) =>
    containerPid(namespace, await runningPod(namespace, `app.kubernetes.io/name=${name}`));
  return {
    livekit: await inPod('switchboard-dev', 'livekit'),
    nats: await containerPid('switchboard-dev', 'nats-0'),
    'kube-apiserver': await componentPid('kube-apiserver'),
    etcd: await componentPid('etcd'),
    operator: await inPod('switchboard-system', 'switchboard-operator'),
    gateway: await inPod('switchboard-system', 'switchboard-gateway'),
  };
}

const TICKS_PER_SECOND = 100;

export interface Reading {
  readonly at: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

export function read(pid: number): Reading {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command's name is in brackets, and may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, rss = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return {
    at: performance.now() / 1000,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssBytes: Number(rss) * 1024,
  };
}

/** Cores that a process used between two readings. */
export const cores = (before: Reading, after: Reading): number =>
  (after.cpuSeconds - before.cpuSeconds) / (after.at - before.at);
