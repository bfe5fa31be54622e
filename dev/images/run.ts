import { spawn } from 'node:child_process';

export class CommandFailed extends Error {
  constructor(command: readonly string[], code: number | null, output: string) {
    super(`${command.join(' ')} ended with ${code}\n${output.trim().split('\n').slice(-30).join('\n')}`);
    this.name = 'CommandFailed';
  }
}

/** Runs a command to its end and gives its standard output; a failure carries the last lines of both streams. */
export async function run(command: readonly [string, ...string[]], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(command[0], command.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let all = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    all += chunk;
  });
  child.stderr.on('data', (chunk) => {
    all += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandFailed(command, code, all);
  return out;
}
