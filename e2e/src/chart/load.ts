import type { Switchboard } from '@switchboard/client';

const PAUSE_MS = 250;

/** Conversations one after another from several callers, each ended as soon as it is ready. */
export class Load {
  readonly failures: string[] = [];
  created = 0;
  readonly #end = new AbortController();
  readonly #callers: Promise<void>[];

  constructor(client: Switchboard, agent: string, callers: number) {
    this.#callers = Array.from({ length: callers }, () => this.#call(client, agent));
  }

  /** Resolves when so many more have come. */
  async more(count: number): Promise<void> {
    const enough = this.created + count;
    while (this.created < enough && this.failures.length === 0) await pause();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#callers);
  }

  async #call(client: Switchboard, agent: string): Promise<void> {
    while (!this.#end.signal.aborted) {
      try {
        const { session } = await client.start({ agent, waitSeconds: 30 });
        this.created++;
        await client.stop(session.id, 'Now');
      } catch (error) {
        const { message, cause } = error as Error;
        this.failures.push(`${new Date().toISOString()} ${message} ${cause ?? ''}`);
      }
      await pause();
    }
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
