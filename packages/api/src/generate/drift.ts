import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Output } from './outputs.ts';

export const REPOSITORY = join(import.meta.dirname, '../../../..');

/** The files on disk that differ from what the schemas say now. */
export function drifted(outputs: readonly Output[], root: string = REPOSITORY): string[] {
  return outputs.filter(({ path, text }) => textOf(join(root, path)) !== text).map(({ path }) => path);
}

export function write(outputs: readonly Output[], root: string = REPOSITORY): string[] {
  const stale = new Set(drifted(outputs, root));
  for (const { path, text } of outputs.filter((output) => stale.has(output.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...stale];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
