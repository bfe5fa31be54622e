import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FIRST_LOAD_BYTES = 250 * 1024;
const out = join(import.meta.dirname, '../dist/gateway/console');

/** What a visitor of the Talk page downloads before it can talk; a build above the bound fails. */
const firstLoad: Plugin = {
  name: 'first-load',
  apply: 'build',
  closeBundle() {
    const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8')) as Manifest;
    const bytes = filesOf(manifest, ['index.html', 'src/talk/page.tsx'])
      .map((file) => gzipSync(readFileSync(join(out, file))).length)
      .reduce((sum, size) => sum + size, gzipSync(readFileSync(join(out, 'index.html'))).length);
    console.log(`console: first load of the Talk page ${(bytes / 1024).toFixed(0)} KiB compressed`);
    if (bytes > FIRST_LOAD_BYTES) throw new Error(`the Talk page's first load is over ${FIRST_LOAD_BYTES / 1024} KiB`);
  },
};

type Manifest = Record<string, { file: string; css?: string[]; imports?: string[] }>;

function filesOf(manifest: Manifest, entries: readonly string[]): string[] {
  const files = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const entry of entries) visit(entry);
  return [...files];
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), firstLoad],
  build: { outDir: out, emptyOutDir: true, manifest: true, target: 'es2022', modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': process.env['GATEWAY_URL'] ?? 'http://localhost:8080' } },
});
