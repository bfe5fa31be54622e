import { cp, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

const platform = `${process.platform}/${process.arch}`;

/** A package with machine code cannot be bundled: it is copied beside the bundle, without what this platform never loads. */
interface NativePackage {
  readonly name: string;
  readonly brings: readonly string[];
  keeps(path: string): boolean;
}

const isRuntimeFile = (path: string): boolean =>
  !/\.(d\.[cm]?ts|map|md)$|(^|\/)(README|lib|script|src)(\/|$)/.test(path);

export const natives: readonly NativePackage[] = [
  {
    name: `@livekit/rtc-ffi-bindings-${process.platform}-${process.arch}-gnu`,
    brings: [],
    keeps: isRuntimeFile,
  },
  {
    name: 'onnxruntime-node',
    brings: ['onnxruntime-common'],
    keeps: (path) => isRuntimeFile(path) && (!path.startsWith('bin/') || isOnTheWayTo(path, `bin/napi-v6/${platform}`)),
  },
  { name: 'onnxruntime-common', brings: [], keeps: (path) => isRuntimeFile(path) && !path.startsWith('dist/esm') },
];

function isOnTheWayTo(path: string, kept: string): boolean {
  return path === kept || path.startsWith(`${kept}/`) || kept.startsWith(`${path}/`);
}

export async function copyNatives(imported: Iterable<string>, from: string, out: string): Promise<string[]> {
  const wanted = new Set(imported);
  for (const name of wanted) for (const brought of byName(name)?.brings ?? []) wanted.add(brought);
  const copied = natives.filter((native) => wanted.has(native.name));
  for (const native of copied) await copyPackage(native, from, join(out, 'node_modules', native.name));
  return copied.map((native) => native.name);
}

const byName = (name: string): NativePackage | undefined => natives.find((native) => native.name === name);

async function copyPackage(native: NativePackage, from: string, to: string): Promise<void> {
  const source = await packageFolder(native.name, from);
  await mkdir(to, { recursive: true });
  await cp(source, to, {
    recursive: true,
    dereference: true,
    filter: (path) => path === source || native.keeps(relative(source, path).split(sep).join('/')),
  });
}

async function packageFolder(name: string, from: string): Promise<string> {
  const main = createRequire(from).resolve(name);
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest && (JSON.parse(manifest) as { name?: string }).name === name) return folder;
  }
  throw new Error(`${name} is not installed: run npm ci`);
}
