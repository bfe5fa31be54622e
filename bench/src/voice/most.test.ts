import { expect, test } from 'vitest';
import { growth } from './cost.ts';
import { lineThrough } from './line.ts';
import { nextOf } from './most.ts';

/** Which sizes are tried when so many can be held. */
function triedFor(most: number, to: number): { tried: number[]; found: number } {
  const tried: number[] = [];
  let search = { good: 0, bad: to + 1 };
  for (let next: number | undefined = 2; next !== undefined; next = nextOf(search, { to })) {
    tried.push(next);
    search = next <= most ? { ...search, good: next } : { ...search, bad: next };
  }
  return { tried, found: search.good };
}

test.each([0, 1, 2, 5, 8, 13, 31, 32, 40])('the search finds that %i is the most, up to its bound', (most) => {
  const { tried, found } = triedFor(most, 32);
  expect(found).toBe(Math.min(32, most));
  expect(new Set(tried).size).toBe(tried.length);
  expect(tried.length).toBeLessThan(11);
});

test('a line through points on a line is that line', () => {
  const line = lineThrough([
    [1, 3],
    [2, 5],
    [4, 9],
  ]);
  expect(line.slope).toBeCloseTo(2);
  expect(line.fit).toBeCloseTo(1);
  expect(line.at(30)).toBeCloseTo(61);
});

test('growth is that after the warming up', () => {
  const warmed = Array.from({ length: 100 }, (_, i) => (i < 10 ? 50 + 5 * i : 100));
  expect(growth(warmed)).toBe(0);
  expect(growth(warmed.map((value, i) => value + Math.max(0, i - 10) * 0.1))).toBeCloseTo(0.08, 2);
  expect(growth([100])).toBe(0);
});
