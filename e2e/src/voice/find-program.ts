import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server program: named by a variable, on the PATH, or where `make up` builds it. */
export function findProgram(name: string, variable: string): string {
  const own = join(process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard', 'bin');
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'switchboard', 'bin');
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), own, cache];
  const found = [process.env[variable] ?? '', ...folders.map((folder) => join(folder, name))]
    .filter(Boolean)
    .find(isExecutable);
  if (!found) throw new Error(`${name} was not found: run \`make up\` once, or set ${variable} to its path`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
