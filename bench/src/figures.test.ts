import { expect, test } from 'vitest';
import { figures, judged } from './figures.ts';

test('percentiles by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(figures('b', 'c', 'ms', values)).toEqual({
    bench: 'b',
    case: 'c',
    unit: 'ms',
    n: 100,
    p50: 50,
    p90: 90,
    p95: 95,
    p99: 99,
  });
});

test('one value is every percentile', () => {
  expect(figures('b', 'c', 'ms', [7])).toMatchObject({ n: 1, p50: 7, p99: 7 });
});

test.each([
  [50, true],
  [49, false],
])('a p50 of 50 against the goal %i', (p50, met) => {
  const line = figures('b', 'c', 'ms', [50]);
  expect(judged(line, { p50, p99: 60 })).toEqual({ ...line, goal: { p50, p99: 60 }, met });
});

test('a goal may be to reach at least so much', () => {
  expect(judged({ value: 3100 }, { value: 3000 }, (value, bound) => value >= bound).met).toBe(true);
});
