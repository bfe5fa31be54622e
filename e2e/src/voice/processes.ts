import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program under a test's care: its output is kept, and it ends with the test. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #output: string[] = [];

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output.push(text);
        if (this.#output.length > 2000) this.#output.shift();
      });
    }
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get output(): string {
    return this.#output.join('');
  }

  async end(signal: NodeJS.Signals = 'SIGTERM', boundMs = 5000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), boundMs);
    await this.exited;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

export async function answers(url: string, boundMs: number): Promise<void> {
  const deadline = performance.now() + boundMs;
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
      await response.arrayBuffer();
      if (response.ok) return;
      throw new Error(`it answers ${response.status}`);
    } catch (cause) {
      if (performance.now() > deadline) throw new Error(`${url} does not answer`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
