import { expect, test } from 'vitest';
import { benchTargets } from './bench-stages.ts';

test('takes every bench but those for people', () => {
  const makefile =
    '.PHONY: bench-a\ntest: ## x\nbench-a: ## a\n\trun\nbench-b-c: bench-a ## b\nbench-gate: ## all\nbench-cold:\n';

  expect(benchTargets(makefile)).toEqual(['bench-a', 'bench-b-c']);
});
