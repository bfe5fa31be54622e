import { execFileSync } from 'node:child_process';
import { get } from './kubectl.ts';
import type { Pod } from './pods.ts';

/** kill -9 of a container's process. */
export const killContainer = (namespace: string, pod: string): Promise<void> =>
  signalContainer(namespace, pod, 'SIGKILL');

export async function signalContainer(namespace: string, pod: string, signal: NodeJS.Signals): Promise<void> {
  process.kill(await containerPid(namespace, pod), signal);
}

/** A container's process is on the one-machine cluster a process of this machine. */
export async function containerPid(namespace: string, pod: string): Promise<number> {
  const { status } = await get<Pod>('pod', pod, '--namespace', namespace);
  const id = status.containerStatuses?.[0]?.containerID?.replace('containerd://', '');
  if (!id) throw new Error(`${namespace}/${pod}: it has no container yet, it is ${status.phase}`);
  const socket = process.env['CONTAINERD_ADDRESS'] ?? '/run/switchboard/containerd.sock';
  const tasks = execFileSync('ctr', ['--address', socket, '--namespace', 'k8s.io', 'tasks', 'list'], {
    encoding: 'utf8',
  });
  const [, pid] =
    tasks
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find(([task]) => task === id) ?? [];
  if (!pid) throw new Error(`${namespace}/${pod}: its container ${id} has no process`);
  return Number(pid);
}
