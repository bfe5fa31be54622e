import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bakeCompileCache } from './compile-cache.ts';
import { bundleConsole } from './console.ts';
import { copyNatives, natives } from './natives.ts';
import { entryPoints, type Program, shippedPrograms } from './programs.ts';

const root = resolve(import.meta.dirname, '../..');

// A CommonJS dependency inside an ES module bundle still calls require().
const requireForCommonJs =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** zod brings its messages in every language of the world; ours are its English ones. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(build) {
    build.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** An import reads every export of a built-in module, and one of node:http's loads undici, http2 and tls: 100 ms. */
const httpWithoutFetch: Plugin = {
  name: 'http-without-fetch',
  setup(build) {
    build.onResolve({ filter: /^(node:)?http$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'required' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'required' }, () => ({
      contents: "module.exports = require('node:http');",
    }));
  },
};

async function bundle(program: Program): Promise<string> {
  await rm(program.out, { recursive: true, force: true });
  await mkdir(program.out, { recursive: true });
  const { metafile } = await build({
    entryPoints: entryPoints(program),
    outdir: program.out,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: requireForCommonJs },
    external: [...natives.map((native) => native.name), '@livekit/rtc-ffi-bindings-*', 'pino-pretty'],
    metafile: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'linked',
    // Whitespace would be held in memory in every session pod. Names stay: stack traces are read by people.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [englishOnly, httpWithoutFetch],
    logLevel: 'warning',
    absWorkingDir: root,
  });
  const imported = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const copied = await copyNatives(imported, program.entry, program.out);
  await writeFile(join(program.out, 'package.json'), '{"type":"module"}\n');
  await copyAssets(program);
  await bakeCompileCache(program);
  const bytes = (await stat(join(program.out, 'main.js'))).size;
  return `${program.name}: ${(bytes / 1024).toFixed(0)} KiB${copied.length ? ` + ${copied.join(', ')}` : ''}`;
}

async function copyAssets(program: Program): Promise<void> {
  const assets = join(program.folder, 'assets');
  if (await stat(assets).catch(() => undefined)) await cp(assets, join(program.out, 'assets'), { recursive: true });
}

const programs = shippedPrograms(root);
for (const line of await Promise.all(programs.map(bundle))) console.log(`bundled ${line}`);
await bundleConsole(root);
