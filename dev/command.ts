import { spawn } from 'node:child_process';

export class CommandFailed extends Error {
  readonly output: string;

  constructor(command: readonly string[], code: number | null, output: string) {
    super(`${command.join(' ')} ended with ${code}\n${output.trim().split('\n').slice(-30).join('\n')}`);
    this.name = 'CommandFailed';
    this.output = output;
  }
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a command to its end and gives its standard output; a failure carries the last lines of both streams. */
export async function run(command: readonly [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...options.env } });
  let out = '';
  let all = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    all += chunk;
  });
  child.stderr.on('data', (chunk) => {
    all += chunk;
  });
  // A command that ends before it has read its input says why by its exit code.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandFailed(command, code, all);
  return out;
}
