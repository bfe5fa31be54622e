import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The same inputs give the same fingerprint on any machine: names, modes and contents count, times do not. */
export async function fingerprint(parts: readonly string[], paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part}\0`);
  for (const path of paths) await addPath(hash, path, '');
  return hash.digest('hex').slice(0, 16);
}

async function addPath(hash: Hash, path: string, name: string): Promise<void> {
  const info = await lstat(path);
  hash.update(`${name}\0${(info.mode & 0o111).toString(8)}\0`);
  if (info.isSymbolicLink()) hash.update(await readlink(path));
  else if (info.isDirectory())
    for (const entry of (await readdir(path)).sort()) await addPath(hash, join(path, entry), `${name}/${entry}`);
  else for await (const chunk of createReadStream(path)) hash.update(chunk);
}
