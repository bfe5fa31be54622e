import { expect, test } from 'vitest';
import { blank, draftsOf, windowsOf } from './schedule-draft.ts';

const office = { name: 'office', start: '0 8 * * 1-5', end: '0 18 * * 1-5', timeZone: 'Europe/Berlin', buffer: 4 };

test('what is not touched is sent as it was', () => {
  expect(windowsOf(draftsOf([office, { ...office, name: 'night', min: 0 }]))).toEqual([
    office,
    { ...office, name: 'night', min: 0 },
  ]);
});

test('an empty number is none, and spaces around words are not meant', () => {
  const draft = { ...blank(), name: ' late ', start: ' 0 18 * * *', min: ' ', buffer: '2' };
  const [window] = windowsOf([draft]);
  expect(window).toMatchObject({ name: 'late', start: '0 18 * * *', buffer: 2 });
  expect(window).not.toHaveProperty('min');
});

test('two new windows are two', () => {
  expect(blank().key).not.toBe(blank().key);
});

test('no schedule is an empty one', () => {
  expect(draftsOf(undefined)).toEqual([]);
});
