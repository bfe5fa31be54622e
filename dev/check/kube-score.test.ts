import { expect, test } from 'vitest';
import { findingsOf, judge } from './kube-score.ts';

const scored = (grade: number, skipped = false) => [
  {
    type_meta: { kind: 'Deployment' },
    object_meta: { name: 'a' },
    checks: [{ check: { id: 'x' }, grade, skipped, comments: [{ path: 'c', summary: 'no limit' }] }],
  },
];
const found = findingsOf(scored(1));

test.each([
  ['a bad grade', scored(1), 1],
  ['a middling one', scored(5), 1],
  ['the best one', scored(10), 0],
  ['a check that does not apply', scored(1, true), 0],
])('%s counts as %#', (_what, objects, count) => expect(findingsOf(objects)).toHaveLength(count));

test('a finding that nobody excused is told with its object, its check and its words', () => {
  expect(judge(found, [])).toEqual(['Deployment/a: x: c: no limit']);
});

test.each([
  ['the check', { check: 'x', reason: '' }],
  ['the check of that object', { check: 'x', object: 'Deployment/a', reason: '' }],
])('it is excused by %s', (_what, excuse) => expect(judge(found, [excuse])).toEqual([]));

test('an excuse for another object excuses nothing, and is told to go', () => {
  expect(judge(found, [{ check: 'x', object: 'Deployment/b', reason: '' }])).toHaveLength(2);
});
