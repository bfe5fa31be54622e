import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

interface Entry {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
export type Lock = Readonly<Record<string, Entry>>;

export const readLock = async (root: string): Promise<Lock> =>
  (JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock }).packages;

const INSTALLED = 'node_modules/';

/** What is installed from elsewhere, and not for development alone. */
export const inProduction = (lock: Lock): NpmPackage[] =>
  Object.keys(lock)
    .filter((path) => path.includes(INSTALLED) && !lock[path]?.link && !lock[path]?.dev)
    .map((path) => packageAt(lock, path));

export const packageAt = (lock: Lock, path: string): NpmPackage => ({
  name: path.slice(path.lastIndexOf(INSTALLED) + INSTALLED.length),
  version: lock[path]?.version ?? '',
  licence: lock[path]?.license ?? '',
});

/** Paths of everything that a workspace depends on, however far, as Node would find it. */
export function closure(lock: Lock, workspace: string): Set<string> {
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const name of Object.keys(lock[from]?.dependencies ?? {})) {
      const path = lookUp(lock, from, name);
      if (path === undefined || found.has(path)) continue;
      if (!lock[path]?.link) found.add(path);
      visit(lock[path]?.link ? workspaceOf(lock, path) : path);
    }
  };
  visit(workspace);
  return found;
}

function lookUp(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `${INSTALLED}${name}` : `${folder}/${INSTALLED}${name}`;
    if (lock[path]) return path;
    if (folder === '') return undefined;
  }
}

const workspaceOf = (lock: Lock, path: string): string => (lock[path] as { resolved?: string }).resolved ?? path;
