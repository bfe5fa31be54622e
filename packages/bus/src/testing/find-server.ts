import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Path of the nats-server program: NATS_SERVER, the PATH, or where `make up` builds it. */
export function findNatsServer(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter).filter(Boolean),
    join(env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard', 'bin'),
    join(cache, 'switchboard', 'bin'),
  ];
  const candidates = env['NATS_SERVER'] ? [env['NATS_SERVER']] : folders.map((folder) => join(folder, 'nats-server'));
  const found = candidates.find(isExecutable);
  if (!found) throw new Error('nats-server was not found: run `make up` once, or set NATS_SERVER to its path.');
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
