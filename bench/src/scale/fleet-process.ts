import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { within } from '@switchboard/e2e';
import type { FleetCounts } from './fleet.ts';

export interface FleetPlace {
  readonly namespace: string;
  readonly nats: string;
  readonly keys: string;
}

/** The simulated pods, as their parent sees them. */
export class FleetProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start({ namespace, nats, keys }: FleetPlace): Promise<FleetProcess> {
    const args = ['--namespace', namespace, '--nats', nats, '--keys', keys];
    const child = fork(join(import.meta.dirname, 'fleet-main.ts'), args, { stdio: ['ignore', 2, 2, 'ipc'] });
    await within('the simulated pods', 30, next(child));
    return new FleetProcess(child);
  }

  async counts(): Promise<FleetCounts> {
    const answer = next<FleetCounts>(this.#child);
    this.#child.send('counts');
    return within('an answer of the simulated pods', 30, answer);
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const heard = (message: unknown) => {
      child.off('exit', ended);
      resolve(message as T);
    };
    const ended = (code: number | null) => {
      child.off('message', heard);
      reject(new Error(`the simulated pods ended with ${code}`));
    };
    child.once('message', heard).once('exit', ended);
  });
}
