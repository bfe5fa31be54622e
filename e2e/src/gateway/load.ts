import { randomUUID } from 'node:crypto';

export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  readonly agent: string;
  readonly workers: number;
  readonly everyMs: number;
}

/** What may be sent again: the connection was refused, or broke before the answer was whole. */
const BROKEN_OFF = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const TRIES = 20;
const BETWEEN_MS = 250;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function brokenOff(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return BROKEN_OFF.has(cause?.code ?? '');
}

/** Creates sessions until it is told to stop. Each create has an Idempotency-Key of its own, and no answer is asked twice. */
export class CreateLoad {
  readonly ids: string[] = [];
  readonly failures: string[] = [];
  brokenOff = 0;
  readonly #options: LoadOptions;
  readonly #stop = new AbortController();
  readonly #done: Promise<unknown>;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#done = Promise.all(Array.from({ length: options.workers }, () => this.#work()));
  }

  /** Ends when what was begun is answered. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#create(randomUUID()).catch((error: Error) => this.failures.push(`${error.message}: ${error.cause}`));
      await pause(this.#options.everyMs);
    }
  }

  async #create(idempotencyKey: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const { status, id } = await this.#post(idempotencyKey);
        if (status !== 201 && status !== 202) throw new Error(`answered ${status}`);
        return void this.ids.push(id);
      } catch (error) {
        if (!brokenOff(error) || tries === TRIES) throw error;
        this.brokenOff++;
        await pause(BETWEEN_MS);
      }
    }
  }

  async #post(idempotencyKey: string): Promise<{ status: number; id: string }> {
    const { url, key, agent } = this.#options;
    const response = await fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': idempotencyKey,
      },
      body: JSON.stringify({ agent, waitSeconds: 1 }),
    });
    const { session } = (await response.json()) as { session?: { id: string } };
    return { status: response.status, id: session?.id ?? '' };
  }
}
