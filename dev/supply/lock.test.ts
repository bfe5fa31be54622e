import { expect, test } from 'vitest';
import { closure, inProduction, type Lock } from './lock.ts';

const lock: Lock = {
  '': {},
  app: { dependencies: { a: '1', '@own/lib': '1' } },
  'packages/lib': { dependencies: { b: '2' } },
  'node_modules/@own/lib': { link: true, resolved: 'packages/lib' } as Lock[string],
  'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1' } },
  'node_modules/a/node_modules/b': { version: '1.0.0', license: 'ISC' },
  'node_modules/b': { version: '2.0.0', license: 'ISC' },
  'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
};

test('what is for development alone is not in production', () => {
  expect(inProduction(lock).map(({ name, version }) => `${name} ${version}`)).toEqual([
    'a 1.0.0',
    'b 1.0.0',
    'b 2.0.0',
  ]);
});

test('a workspace depends on what its own and its neighbours’ packages depend on, each in its own version', () => {
  expect([...closure(lock, 'app')].sort()).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/b',
  ]);
});
