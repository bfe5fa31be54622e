import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fingerprint-'));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'a'), 'one');
});
afterEach(() => rm(folder, { recursive: true }));

test('ignores times', async () => {
  const before = await fingerprint([], [folder]);
  await utimes(join(folder, 'sub', 'a'), 1, 1);
  expect(await fingerprint([], [folder])).toBe(before);
});

test.each<[string, () => Promise<void>]>([
  ['content', () => writeFile(join(folder, 'sub', 'a'), 'two')],
  ['a new file', () => writeFile(join(folder, 'b'), '')],
  ['the right to execute', () => chmod(join(folder, 'sub', 'a'), 0o755)],
])('sees %s', async (_what, change) => {
  const before = await fingerprint([], [folder]);
  await change();
  expect(await fingerprint([], [folder])).not.toBe(before);
});

test('sees the parts beside the files', async () => {
  expect(await fingerprint(['base:1'], [folder])).not.toBe(await fingerprint(['base:2'], [folder]));
});
