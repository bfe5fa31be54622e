import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';

export const archivePath = (folder: string, name: string, tag: string): string => join(folder, `${name}@${tag}.tar`);

/** A docker-archive keeps its layers uncompressed, so their sizes are what the image takes on a node's disk. */
export async function unpackedBytes(archive: string): Promise<number> {
  const [image] = JSON.parse(await run(['tar', '-xOf', archive, 'manifest.json'])) as [{ Layers: string[] }];
  const sizes = new Map(sizesListed(await run(['tar', '-tvf', archive])));
  return image.Layers.reduce((sum, layer) => sum + (sizes.get(layer) ?? 0), 0);
}

const sizesListed = (listing: string): [name: string, bytes: number][] =>
  listing.split('\n').map((line) => {
    const [, , size, , , name = ''] = line.split(/\s+/);
    return [name, Number(size)];
  });

/** Keeps the newest few archives of each image: going back a commit needs no build, and the cache stays bounded. */
export async function pruneArchives(folder: string, name: string, keep: number): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${name}@`) && file.endsWith('.tar'));
  const aged = await Promise.all(files.map(async (file) => ({ file, used: (await stat(join(folder, file))).mtimeMs })));
  const old = aged.sort((a, b) => b.used - a.used).slice(keep);
  await Promise.all(old.map(({ file }) => rm(join(folder, file))));
  return old.map(({ file }) => file.slice(name.length + 1, -'.tar'.length));
}

/** The tags that can be imported again without a build. */
export async function tagsKept(folder: string, name: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${name}@`) && file.endsWith('.tar'));
  return files.map((file) => file.slice(name.length + 1, -'.tar'.length));
}

export async function markUsed(archive: string): Promise<void> {
  await utimes(archive, new Date(), new Date());
}
