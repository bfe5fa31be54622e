import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from './generated.ts';

const root = resolve(import.meta.dirname, '../..');

test.each([...generated()])('%s is what its sources say; else run `make generate`', (file, text) => {
  expect(readFileSync(file, 'utf8'), relative(root, file)).toBe(text);
});
