import { expect, test } from 'vitest';
import { figures } from './figures.ts';

test('percentiles by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(figures('b', 'c', 'ms', values)).toEqual({
    bench: 'b',
    case: 'c',
    unit: 'ms',
    n: 100,
    p50: 50,
    p90: 90,
    p99: 99,
  });
});

test('one value is every percentile', () => {
  expect(figures('b', 'c', 'ms', [7])).toMatchObject({ n: 1, p50: 7, p99: 7 });
});
