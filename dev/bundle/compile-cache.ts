import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from './programs.ts';

const FOLDER = 'compile-cache';

/**
 * V8 takes code that was compiled before only from the same Node with the same flags, so both come from the Dockerfile,
 * and only for programs whose Dockerfile names the cache. Kept by content: V8 writes different bytes each time, which
 * would make a new image of an unchanged program.
 */
export async function bakeCompileCache(program: Program): Promise<void> {
  const dockerfile = await readFile(program.dockerfile, 'utf8');
  if (!dockerfile.includes(`NODE_COMPILE_CACHE=/app/${FOLDER}`)) return;
  const flags = [...dockerfile.matchAll(/"(--[^"]+)"/g)].map((match) => match[1] as string);
  const code = await readFile(join(program.out, 'main.js'));
  const key = createHash('sha256')
    .update(code)
    .update(`${process.version} ${flags.join(' ')}`)
    .digest('hex')
    .slice(0, 16);
  const kept = join(program.out, '..', '.compiled', `${program.name}-${key}`);
  if (!(await stat(kept).catch(() => undefined))) await compile({ program, flags, kept });
  await layOut(kept, { out: join(program.out, FOLDER), user: /^USER (\d+)/m.exec(dockerfile)?.[1] ?? '0' });
}

/** Node keeps a folder for each user. */
async function layOut(kept: string, { out, user }: { out: string; user: string }): Promise<void> {
  for (const folder of await readdir(kept))
    await cp(join(kept, folder), join(out, folder.replace(/-\d+$/, `-${user}`)), { recursive: true });
}

/** Run without its environment the program loads everything, says so and ends: what it compiled is written at its exit. */
async function compile(work: { program: Program; flags: readonly string[]; kept: string }): Promise<void> {
  const { program, flags, kept } = work;
  const folder = join(program.out, FOLDER);
  await rm(folder, { recursive: true, force: true });
  spawnSync(process.execPath, [...flags, join(program.out, 'main.js')], {
    env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: folder, NODE_COMPILE_CACHE_PORTABLE: '1' },
    timeout: 60_000,
  });
  if (!(await stat(folder).catch(() => undefined)))
    throw new Error(`${program.name} left no compile cache: run it by hand with NODE_COMPILE_CACHE set`);
  await mkdir(join(kept, '..'), { recursive: true });
  await rm(kept, { recursive: true, force: true });
  await rename(folder, kept);
}
