import { expect, test } from 'vitest';
import { Seen } from './seen.ts';

test('a number is seen once it was added, for its source only', () => {
  const seen = new Seen();
  seen.add('a', 1);
  expect([seen.has('a', 1), seen.has('a', 2), seen.has('b', 1)]).toEqual([true, false, false]);
});

test('numbers may come in any order', () => {
  const seen = new Seen();
  for (const sequence of [3, 1, 5, 2]) seen.add('a', sequence);
  expect([1, 2, 3, 4, 5, 6].map((sequence) => seen.has('a', sequence))).toEqual([true, true, true, false, true, false]);
});

test('a gap that nothing fills is given up, so that memory stays bounded', () => {
  const seen = new Seen({ sources: 10, ahead: 4 });
  for (const sequence of [1, 3, 4, 5, 6, 7]) seen.add('a', sequence);
  expect(seen.has('a', 2)).toBe(true);
  expect(seen.has('a', 8)).toBe(false);
});

test('the source that was silent longest is forgotten first', () => {
  const seen = new Seen({ sources: 2, ahead: 4 });
  seen.add('a', 1);
  seen.add('b', 1);
  seen.add('a', 2);
  seen.add('c', 1);
  expect([seen.has('a', 1), seen.has('b', 1), seen.has('c', 1)]).toEqual([true, false, true]);
});
