import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = join(import.meta.dirname, '../dist/kubectl-voice');
const outfile = join(folder, 'kubectl-voice');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// A file without an ending is what the nearest package.json says; far from any it is CommonJS.
writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');

await build({
  entryPoints: [join(import.meta.dirname, 'src/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  banner: { js: '#!/usr/bin/env node' },
});
chmodSync(outfile, 0o755);
console.log(`${outfile}: put it into your PATH, then \`kubectl voice\` finds it`);
