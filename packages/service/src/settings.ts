import { readFileSync } from 'node:fs';
import { Counter, Gauge, type Registry } from '@prometheus-io/client';
import type { z } from 'zod';
import { type Clock, systemClock } from './clock.ts';
import { ConfigError, configPath, parseDocument } from './config.ts';
import type { Logger } from './logger.ts';
import { differences, type Fields, put } from './settings-fields.ts';

export interface SettingsOptions<S extends z.ZodType> {
  readonly schema: S;
  /** What the program runs with. Its live fields are written over, so that who reads them at use sees the new value. */
  readonly running: z.output<S> & object;
  /** Dotted paths of the fields that may change while the program runs. */
  readonly live: readonly string[];
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock?: Clock;
  readonly file?: string | undefined;
  /** After new values were put in place. */
  readonly onChange?: (fields: readonly string[]) => void;
}

const LOOK_MS = 2000;

export interface SettingsMetrics {
  readonly reloads: Counter<'result'>;
  readonly refused: Gauge<never>;
}

export function settingsMetrics(registry: Registry): SettingsMetrics {
  const registers = [registry];
  const reloads = new Counter({
    name: 'switchboard_settings_reloads_total',
    help: 'Changes of the configuration file that were seen, by what became of them',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['applied', 'refused', 'restart'] as const) reloads.inc({ result }, 0);
  const refused = new Gauge({
    name: 'switchboard_settings_refused',
    help: '1 while the configuration file holds what can not be used, and the earlier settings go on',
    registers,
  });
  refused.set(0);
  return { reloads, refused };
}

/**
 * Follows the configuration file. The kubelet renews a mounted ConfigMap by swapping links, which not every watch of a
 * file system tells of: the text is read again every other second.
 */
export class Settings<S extends z.ZodType> {
  readonly #options: SettingsOptions<S>;
  readonly #file: string | undefined;
  readonly #metrics: SettingsMetrics;
  #text: string | undefined;

  constructor(options: SettingsOptions<S>) {
    this.#options = options;
    this.#file = options.file ?? configPath(process.argv.slice(2));
    this.#metrics = settingsMetrics(options.registry);
    this.#text = this.#read();
  }

  async follow(signal: AbortSignal): Promise<void> {
    const clock = this.#options.clock ?? systemClock;
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal);
      if (!signal.aborted) this.look();
    }
  }

  /** Reads the file once, and does what its change asks for. */
  look(): void {
    const text = this.#read();
    // Between two links of the kubelet's there may be no file.
    if (text === undefined || text === this.#text) return;
    this.#text = text;
    try {
      this.#apply(parseDocument(this.#options.schema, text, this.#file ?? ''));
      this.#metrics.refused.set(0);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#metrics.refused.set(1);
      this.#metrics.reloads.inc({ result: 'refused' });
      this.#options.logger.error({ problems: error.problems }, 'new settings are refused; the earlier ones go on');
    }
  }

  #apply(next: z.output<S>): void {
    const { running, live, logger, onChange } = this.#options;
    const changed = differences(running as Fields, next as Fields);
    const isLive = ({ path }: { path: string }) => live.some((name) => path === name || path.startsWith(`${name}.`));
    const applied = changed.filter(isLive);
    for (const { path, value } of applied) put(running as Fields, path, value);
    const fields = applied.map(({ path }) => path);
    if (fields.length > 0) {
      this.#metrics.reloads.inc({ result: 'applied' });
      logger.info({ fields }, 'new settings are in force');
      onChange?.(fields);
    }
    const waiting = changed.filter((change) => !isLive(change)).map(({ path }) => path);
    if (waiting.length === 0) return;
    this.#metrics.reloads.inc({ result: 'restart' });
    logger.warn({ fields: waiting }, 'these settings need a restart; until then the earlier ones go on');
  }

  #read(): string | undefined {
    if (this.#file === undefined) return undefined;
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return undefined;
    }
  }
}
