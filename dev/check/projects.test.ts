import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { projects } from './projects.ts';

const root = resolve(import.meta.dirname, '../..');

const filesOf = ({ include, exclude }: (typeof projects)[keyof typeof projects]): string[] =>
  globSync([...include], { cwd: root, exclude: [...exclude] });

test('every test file belongs to one project', () => {
  const all = globSync('**/*.test.{ts,tsx}', { cwd: root, exclude: ['**/node_modules/**'] });
  const run = Object.values(projects).flatMap(filesOf);
  expect(all.length).toBeGreaterThan(100);
  expect(run.sort()).toEqual(all.sort());
});
