import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/index.ts';

// dev/check/tools.sh puts them there.
const taken =
  process.env['SWB_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'switchboard');

/** A server out of the tools of the checks, until disposed of; it was told to take any free port. */
export class Program implements AsyncDisposable {
  readonly #name: string;
  readonly #exited: Promise<unknown>;
  readonly #stop: () => void;
  #log = '';

  constructor(name: string, args: readonly string[]) {
    this.#name = name;
    const child = spawn(join(taken, name), [...args]);
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#log += chunk;
    });
    child.on('error', (error) => {
      this.#log += error.message;
    });
    this.#exited = new Promise((resolve) => child.once('error', resolve).once('close', resolve));
    this.#stop = () => void child.kill('SIGTERM');
  }

  address(): Promise<string> {
    return eventually(`the address of ${this.#name}`, async () => {
      const [, address] = /Listening on" address=127\.0\.0\.1:(\d+)/.exec(this.#log) ?? [];
      return address && `127.0.0.1:${address}`;
    }).catch((cause) => {
      throw new Error(`${this.#name} did not start: ${this.#log.slice(-1500)}`, { cause });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#exited;
  }
}
