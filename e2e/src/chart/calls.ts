import type { Switchboard } from '@switchboard/client';
import { expect } from 'vitest';
import type { Scene } from '../operator/scene.ts';
import { Load } from './load.ts';

/** Calls that are on while the installation is worked on, each in its pod. */
export class Calls {
  readonly names: readonly string[];
  readonly #scene: Scene;
  #pods: readonly string[] = [];

  constructor(scene: Scene, ...names: string[]) {
    this.#scene = scene;
    this.names = names;
  }

  async begin(): Promise<void> {
    for (const name of this.names) await this.#scene.start(name, 'desk');
    const calls = await Promise.all(this.names.map((name) => this.#scene.inPhase(name, 'Active', 60)));
    this.#pods = calls.map(({ status }) => status?.pod?.uid ?? '');
  }

  async areStillOn(): Promise<void> {
    const now = await Promise.all(this.names.map((name) => this.#scene.session(name)));
    expect(now.map(({ status }) => [status?.phase, status?.pod?.uid])).toEqual(
      this.#pods.map((uid) => ['Active', uid]),
    );
  }

  async end(): Promise<void> {
    for (const name of this.names) await this.#scene.patch('voicesession', name, { stop: true });
    for (const name of this.names) expect(await this.#scene.ended(name)).toBe('Stopped');
  }
}

/** No create fails while `work` is done, nor right after. */
export async function underLoad(client: Switchboard, work: () => Promise<unknown>): Promise<number> {
  const load = new Load(client, 'desk', 2);
  try {
    await load.more(3);
    await work();
    await load.more(5);
  } finally {
    await load.stop();
  }
  expect(load.failures).toEqual([]);
  return load.created;
}
