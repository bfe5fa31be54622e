import { type Clock, systemClock } from './clock.ts';
import type { Logger } from './logger.ts';

export interface ShutdownOptions {
  readonly logger: Logger;
  /** All hooks together get this long; keep it under the pod's grace period. */
  readonly boundMs: number;
  readonly clock?: Clock;
  readonly exit?: (code: number) => void;
}

interface Hook {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/**
 * One way down. SIGTERM and SIGINT (or `begin`) abort `signal`, then run the hooks one after another, last added
 * first, as things were built up; then the process exits. A hook that fails is logged and the next one runs; when
 * the bound is over, or at a second signal, the process exits with 1 at once.
 */
export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #clock: Clock;
  readonly #exit: (code: number) => void;
  readonly #abort = new AbortController();
  readonly #hooks: Hook[] = [];
  #running: Promise<void> | undefined;

  constructor(options: ShutdownOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#exit = options.exit ?? ((code) => process.exit(code));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Listens to SIGTERM and SIGINT. */
  listen(): this {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => (this.#running ? this.#exit(1) : void this.begin(name)));
    }
    return this;
  }

  add(name: string, run: () => Promise<void> | void): void {
    this.#hooks.push({ name, run });
  }

  begin(reason: string, exitCode = 0): Promise<void> {
    this.#running ??= this.#down(reason, exitCode);
    return this.#running;
  }

  async #down(reason: string, exitCode: number): Promise<void> {
    const { logger, boundMs } = this.#options;
    logger.info({ reason }, 'shutting down');
    this.#abort.abort();
    const late = new AbortController();
    const inTime = await Promise.race([
      this.#runHooks().then(() => true),
      this.#clock.sleep(boundMs, late.signal).then(() => false),
    ]);
    late.abort();
    if (!inTime) logger.error({ boundMs }, 'shutdown took too long');
    this.#exit(inTime ? exitCode : 1);
  }

  async #runHooks(): Promise<void> {
    for (let hook = this.#hooks.pop(); hook; hook = this.#hooks.pop()) {
      try {
        await hook.run();
      } catch (error) {
        this.#options.logger.error({ error, hook: hook.name }, 'shutdown hook failed');
      }
    }
  }
}
