import { SwitchboardError } from '@switchboard/client';
import { expect, it } from 'vitest';
import { ago, mebibytes, milliseconds, wordsOf } from './words.ts';

const now = Date.parse('2026-01-02T00:00:00Z');

it.each([
  ['2026-01-01T23:59:48Z', '12 s ago'],
  ['2026-01-01T23:15:00Z', '45 min ago'],
  ['2026-01-01T21:00:00Z', '3 h ago'],
  ['2025-12-30T00:00:00Z', '3 d ago'],
  ['2026-01-02T00:00:09Z', '0 s ago'],
  [undefined, '–'],
])('%s is %s', (at, words) => expect(ago(at, now)).toBe(words));

it('rounds for people', () => {
  expect([mebibytes(314_572_800), mebibytes(undefined)]).toEqual(['300 Mi', '–']);
  expect([milliseconds(41.6), milliseconds(undefined)]).toEqual(['42 ms', '–']);
});

it('says what exactly was not accepted', () => {
  const problem = { type: '/problems/not-accepted', title: 'Not accepted', status: 422, detail: 'See errors.' };
  expect(wordsOf(new SwitchboardError(problem, null))).toBe('See errors.');
  const errors = [{ field: 'spec.min', message: 'raise max first' }];
  expect(wordsOf(new SwitchboardError({ ...problem, errors }, null))).toBe('raise max first');
});
