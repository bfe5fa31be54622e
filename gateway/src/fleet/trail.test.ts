import { expect, test } from 'vitest';
import { Trail } from './trail.ts';

const sample = (second: number) => ({
  at: new Date(second * 1000).toISOString(),
  memoryBytes: second,
  cpuMillicores: 1,
  underruns: 0,
});

test.each([10, 1000, 20_000])('%i heartbeats stay few, from the first to the last', (count) => {
  const trail = new Trail();
  for (let second = 0; second < count; second++) trail.add(sample(second));
  const seen = trail.samples().map(({ memoryBytes }) => memoryBytes);
  expect(seen.length).toBeLessThanOrEqual(241);
  expect(seen.length).toBeGreaterThanOrEqual(Math.min(count, 100));
  expect([seen[0], seen.at(-1)]).toEqual([0, count - 1]);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});
