import { existsSync } from 'node:fs';
import { run } from '../command.ts';

/** The images of the one-machine cluster's containerd. */
export class Containerd {
  readonly #ctr: readonly [string, ...string[]];
  readonly #socket: string;

  constructor(socket: string) {
    this.#ctr = ['ctr', '--address', socket, '--namespace', 'k8s.io', 'images'];
    this.#socket = socket;
  }

  async runs(): Promise<boolean> {
    return (
      existsSync(this.#socket) &&
      (await this.refs().then(
        () => true,
        () => false,
      ))
    );
  }

  async refs(): Promise<Set<string>> {
    return new Set((await run([...this.#ctr, 'list', '--quiet'])).split('\n').filter(Boolean));
  }

  async import(archive: string): Promise<void> {
    await run([...this.#ctr, 'import', archive]);
  }

  async remove(refs: readonly string[]): Promise<void> {
    if (refs.length > 0) await run([...this.#ctr, 'remove', ...refs]);
  }
}
