import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from './cyclonedx.ts';
import { closure, type Lock, type NpmPackage, packageAt } from './lock.ts';

/** The npm packages of which something is in an image's program: bundled, copied beside the bundle, or in its pages. */
export async function packagesIn(program: string, root: string, lock: Lock): Promise<NpmPackage[]> {
  const folder = join(root, 'dist', program);
  const files = await readdir(folder);
  const maps = await Promise.all(
    files.filter((file) => file.endsWith('.js.map')).map((file) => sourcesOf(folder, file)),
  );
  const paths = new Set([...maps.flat().flatMap(packagePath), ...(await besideTheBundle(folder, files))]);
  // What the pages' bundler took is not written down, so all that they depend on counts.
  if (files.includes('console')) for (const path of closure(lock, 'console')) paths.add(path);
  return [...paths].sort().map((path) => packageAt(lock, path));
}

async function sourcesOf(folder: string, file: string): Promise<string[]> {
  return (JSON.parse(await readFile(join(folder, file), 'utf8')) as { sources: string[] }).sources;
}

/** node_modules/a/node_modules/@b/c of ../../node_modules/a/node_modules/@b/c/index.js. */
export function packagePath(source: string): string[] {
  const [, path] = /((?:node_modules\/(?:@[^/]+\/)?[^/]+\/)*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
  return path === undefined ? [] : [path];
}

async function besideTheBundle(folder: string, files: readonly string[]): Promise<string[]> {
  if (!files.includes('node_modules')) return [];
  const names = await readdir(join(folder, 'node_modules'));
  const scoped = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await readdir(join(folder, 'node_modules', name))).map((inner) => `${name}/${inner}`)
        : [name],
    ),
  );
  return scoped.flat().map((name) => `node_modules/${name}`);
}

export async function modelsIn(program: string, root: string): Promise<Model[]> {
  const folder = join(root, 'dist', program, 'assets');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.onnx')).sort();
  return Promise.all(
    files.map(async (name) => ({
      name,
      sha256: createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
    })),
  );
}
