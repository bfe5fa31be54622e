import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { describeIssue } from './config-issue.ts';

/** The configuration can't be used. Each line names a field, what is wrong with it and what to write instead. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(source: string, problems: readonly string[], cause?: unknown) {
    super(`${source} can't be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, { cause });
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads the YAML file named by `--config <path>`; without the flag, an empty document, so that defaults apply. */
export function loadConfig<S extends z.ZodType>(
  schema: S,
  argv: readonly string[] = process.argv.slice(2),
): z.output<S> {
  const path = configPath(argv);
  return path === undefined
    ? parseConfig(schema, {}, 'the configuration')
    : parseDocument(schema, readText(path), path);
}

/** Validates the text of a YAML file. */
export function parseDocument<S extends z.ZodType>(schema: S, text: string, source: string): z.output<S> {
  return parseConfig(schema, yamlOf(text, source), source);
}

/** Validates a document that came from elsewhere, such as the environment; `source` names it in the error. */
export function parseConfig<S extends z.ZodType>(schema: S, document: unknown, source: string): z.output<S> {
  const parsed = schema.safeParse(document, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    source,
    parsed.error.issues.map((issue) => describeIssue(issue, schema)),
  );
}

/** The trimmed text of a secret file, so that no secret stands in a configuration or an environment. */
export function readSecret(path: string): string {
  const text = readText(path).trim();
  if (text === '') throw new ConfigError(path, ['the file is empty; write the secret into it']);
  return text;
}

/** The file that `--config` names. */
export function configPath(argv: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...argv], options: { config: { type: 'string' } } }).values.config;
  } catch (cause) {
    throw new ConfigError('the command line', [`${(cause as Error).message}; use --config <file.yaml>`], cause);
  }
}

function yamlOf(text: string, source: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (cause) {
    throw new ConfigError(source, [`it is not YAML: ${(cause as Error).message}`], cause);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new ConfigError(path, [`the file can't be read (${code}); mount it, or correct the path`], cause);
  }
}
