import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const outfile = join(import.meta.dirname, '../dist/kubectl-voice');

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
