import { spawn } from 'node:child_process';
import { kubeconfig, kubectlPath } from './cluster.ts';

export class KubectlError extends Error {
  constructor(args: readonly string[], code: number | null, stderr: string) {
    super(`kubectl ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    this.name = 'KubectlError';
  }
}

export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const child = spawn(kubectlPath, [...args], { env: { ...process.env, KUBECONFIG: kubeconfig } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new KubectlError(args, code, err);
  return out;
}

export async function get<T = unknown>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', '--output', 'json', ...args])) as T;
}

export async function create(...objects: object[]): Promise<void> {
  await kubectl(['create', '--filename', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}
