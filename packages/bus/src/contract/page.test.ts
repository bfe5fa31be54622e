import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGE, refreshed, SCHEMA, schemaText, UnknownRegionError } from './page.ts';

const repository = join(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

test('the runtime contract is what the schemas say; else run `make generate`', () => {
  expect(refreshed(read(PAGE))).toBe(read(PAGE));
  expect(schemaText()).toBe(read(SCHEMA));
});

test('a region is replaced and the prose around it stays', () => {
  const page = 'Before.\n<!-- begin one -->\nold\n<!-- end one -->\nAfter.\n';
  expect(refreshed(page, { one: 'new' })).toBe('Before.\n<!-- begin one -->\nnew\n<!-- end one -->\nAfter.\n');
});

test('a region without a source, or a source without a region, is an error', () => {
  const page = '<!-- begin one -->\n<!-- end one -->\n';
  expect(() => refreshed(page, {})).toThrow(UnknownRegionError);
  expect(() => refreshed(page, { one: '', two: '' })).toThrow(/two/);
});
