import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

/** The process of a part of the one-machine cluster that runs on the machine itself, such as the kubelet. */
export async function componentPid(name: string): Promise<number> {
  const { stdout } = await promisify(execFile)('bash', [resolve(root, 'dev/cluster/pids.sh')]);
  const [, pid] = new RegExp(`^${name} (\\d+)$`, 'm').exec(stdout) ?? [];
  if (!pid) throw new Error(`${name} does not run`);
  return Number(pid);
}

export async function make(target: string): Promise<void> {
  const child = spawn('make', [target], { cwd: root, stdio: 'inherit' });
  const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new Error(`make ${target} ended with ${code}`);
}
