import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// make bench-cold: a fresh clone with empty caches, as on a machine that has never built it. The cluster's data stays.
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync('/var/tmp/switchboard-cold-');
const clone = join(folder, 'clone');
const alsoTests = process.argv.includes('--test');

const { NODE_ENV: _, ...inherited } = process.env;
const env = {
  ...inherited,
  XDG_CACHE_HOME: join(folder, 'cache'),
  GOCACHE: join(folder, 'cache/go-build'),
  GOMODCACHE: join(folder, 'modules'),
  // Go's modules are read-only by default, and could not be removed at the end.
  GOFLAGS: '-modcacherw',
  npm_config_cache: join(folder, 'npm'),
  PIP_CACHE_DIR: join(folder, 'pip'),
};

function secondsOf(target: string): number {
  const start = performance.now();
  execFileSync('make', ['--directory', clone, target], { env, stdio: ['ignore', 2, 2] });
  return (performance.now() - start) / 1000;
}

function print(name: string, value: number, goal?: number): void {
  const against = goal ? { goal: { value: goal }, met: value <= goal } : {};
  console.log(JSON.stringify({ bench: 'cold', case: name, unit: 's', n: 1, value: Math.round(value), ...against }));
}

try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
  execFileSync('make', ['--directory', root, 'down'], { stdio: ['ignore', 2, 2] });
  const up = secondsOf('up');
  print('up, a fresh clone and empty caches', up);
  if (alsoTests) print('up and test, a fresh clone and empty caches', up + secondsOf('test'), 3600);
} finally {
  // The components run from the folder that goes now.
  execFileSync('make', ['--directory', root, 'restart'], { stdio: ['ignore', 2, 2] });
  rmSync(folder, { recursive: true });
}
