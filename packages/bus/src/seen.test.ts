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

test('a gap is filled whenever that may be: what was lost on its way comes half a minute and thousands of others later', () => {
  const seen = new Seen({ sources: 10, stretches: 2 });
  for (let sequence = 1; sequence <= 10_000; sequence++) if (sequence !== 7) seen.add('a', sequence);
  expect([6, 7, 8].map((sequence) => seen.has('a', sequence))).toEqual([true, false, true]);
  seen.add('a', 7);
  expect([6, 7, 8, 10_001].map((sequence) => seen.has('a', sequence))).toEqual([true, true, true, false]);
});

test('the oldest stretch is forgotten, so that memory stays bounded', () => {
  const seen = new Seen({ sources: 10, stretches: 2 });
  for (const sequence of [1, 3, 5, 5, 1]) seen.add('a', sequence);
  expect([1, 2, 3, 5].map((sequence) => seen.has('a', sequence))).toEqual([false, false, true, true]);
});

test.each([
  ['at the beginning', [2, 3, 1]],
  ['at the end', [1, 2, 3]],
  ['between', [1, 3, 2]],
])('numbers join %s', (_, order) => {
  const seen = new Seen({ sources: 1, stretches: 2 });
  for (const sequence of [...order, 5]) seen.add('a', sequence);
  expect([0, 1, 2, 3, 4, 5, 6].filter((sequence) => seen.has('a', sequence))).toEqual([1, 2, 3, 5]);
});

test('the source that was silent longest is forgotten first', () => {
  const seen = new Seen({ sources: 2, stretches: 4 });
  seen.add('a', 1);
  seen.add('b', 1);
  seen.add('a', 2);
  seen.add('c', 1);
  expect([seen.has('a', 1), seen.has('b', 1), seen.has('c', 1)]).toEqual([true, false, true]);
});
