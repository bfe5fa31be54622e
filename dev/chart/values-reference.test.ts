import { expect, test } from 'vitest';
import { Unexplained, valuesOf } from './values-reference.ts';

test('a value has its default and the words above it; a group has the words only', () => {
  const text = `# Of the file.

global:
  # The registry.
  registry: ""
# Two replicas
# at least.
gateway:
  # How many.
  replicas: 2
  # Where to.
  to: [{ a: 1 }]
`;
  expect(valuesOf(text)).toEqual([
    { path: 'global.registry', says: 'The registry.', standard: '""' },
    { path: 'gateway', says: 'Two replicas at least.' },
    { path: 'gateway.replicas', says: 'How many.', standard: '2' },
    { path: 'gateway.to', says: 'Where to.', standard: '[{"a":1}]' },
  ]);
});

test('resources are one value', () => {
  const text = '# x\n\na:\n  # Of it.\n  resources:\n    requests: { cpu: 1 }\n';
  expect(valuesOf(text)).toEqual([{ path: 'a.resources', says: 'Of it.', standard: '{"requests":{"cpu":1}}' }]);
});

test('a value that nobody explained is an error', () => {
  expect(() => valuesOf('# x\n\na:\n  # Said.\n  b: 1\n  c: 2\n')).toThrow(Unexplained);
});
