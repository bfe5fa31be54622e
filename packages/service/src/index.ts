export { type BackoffOptions, backoffDelay } from './backoff.ts';
export { type Clock, systemClock } from './clock.ts';
export { FakeClock } from './fake-clock.ts';

import type { Registry } from '@prometheus-io/client';
import type { Logger as PinoLogger } from 'pino';
import type { z } from 'zod';
import type { Clock } from './clock.ts';

// Signatures; their files follow.

/** Reads the YAML file named by `--config <path>` (an absent flag means an empty document) and validates it. */
export declare function loadConfig<S extends z.ZodType>(
  schema: S,
  source?: { argv?: readonly string[]; env?: NodeJS.ProcessEnv },
): z.infer<S>;
/** The trimmed text of a secret file. */
export declare function readSecret(path: string): string;
/** Says which field, what is wrong with it and what to write instead. */
export declare class ConfigError extends Error {}

export type Logger = PinoLogger;
export declare function createLogger(options: {
  name: string;
  level?: string;
  destination?: { write(line: string): void };
}): Logger;

export type HealthCheck = () => { ok: boolean; message?: string };
export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}
/** Serves /metrics, /healthz (all `live` checks) and /readyz (all `ready` checks). */
export declare function serveAdmin(options: {
  port: number;
  host?: string;
  registry: Registry;
  live?: Record<string, HealthCheck>;
  ready?: Record<string, HealthCheck>;
}): Promise<AdminServer>;
/** A registry with the process's own metrics. */
export declare function createRegistry(): Registry;

/** SIGTERM and SIGINT abort `signal`; hooks then run one after another, last added first, within `boundMs`. */
export declare class Shutdown {
  constructor(options: { logger: Logger; boundMs: number; clock?: Clock; exit?: (code: number) => void });
  readonly signal: AbortSignal;
  add(name: string, hook: () => Promise<void> | void): void;
  /** Starts the shutdown from inside; `reason` is logged. */
  begin(reason: string, exitCode?: number): Promise<void>;
}
