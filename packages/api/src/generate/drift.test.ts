import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drifted, write } from './drift.ts';
import { outputs } from './outputs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generate-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('crds/ and docs/reference/ are what the schemas say; else run `make generate`', () => {
  expect(drifted(outputs())).toEqual([]);
});

test('generating twice gives the same bytes', () => {
  expect(outputs()).toEqual(outputs());
});

test('a missing and a changed file have drifted, and are written once', () => {
  const files = [
    { path: 'crds/a.yaml', text: 'a\n' },
    { path: 'b.md', text: 'b\n' },
  ];
  writeFileSync(join(root, 'b.md'), 'edited by hand\n');
  expect(drifted(files, root)).toEqual(['crds/a.yaml', 'b.md']);
  expect(write(files, root)).toEqual(['crds/a.yaml', 'b.md']);
  expect(write(files, root)).toEqual([]);
  expect(drifted(files, root)).toEqual([]);
});
