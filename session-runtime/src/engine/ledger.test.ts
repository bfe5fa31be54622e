import { expect, test } from 'vitest';
import { covered, Ledger } from './index.ts';

test.each([
  ['nothing', [], 0],
  [
    'apart',
    [
      [0, 10],
      [20, 30],
    ],
    20,
  ],
  [
    'overlapping',
    [
      [0, 10],
      [5, 15],
    ],
    15,
  ],
  [
    'one inside another',
    [
      [0, 30],
      [5, 15],
    ],
    30,
  ],
  [
    'out of order',
    [
      [20, 30],
      [0, 10],
    ],
    20,
  ],
])('the union of intervals: %s', (_, intervals, expected) => {
  expect(covered(intervals as [number, number][])).toBe(expected);
});

test('overhead is what neither the endpointing wait nor a model explains', () => {
  const ledger = new Ledger('speech', 500);
  Object.assign(ledger.moments, {
    speechEnded: 1000,
    transcribing: 1250,
    transcript: 1350,
    endpoint: 1503,
    thinking: 1352,
    firstToken: 1700,
    firstSentence: 1750,
    speaking: 1752,
    firstByte: 1850,
    firstFrame: 1855,
  });
  // 1500 to 1352..1750 is covered; what is left is 1750 to 1752 and 1850 to 1855.
  expect(ledger.figures()).toMatchObject({
    totalMilliseconds: 855,
    overheadMilliseconds: 7,
    endpointMilliseconds: 503,
  });
});

test('a turn that made no sound has no total', () => {
  const ledger = new Ledger('speech', 500);
  ledger.moments.speechEnded = 1000;
  expect(ledger.figures().totalMilliseconds).toBeUndefined();
});
