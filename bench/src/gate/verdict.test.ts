import { expect, test } from 'vitest';
import { judgeRatios } from './verdict.ts';

const line = (fields: object): string => JSON.stringify({ bench: 'claims', case: 'one', ...fields });

test.each<[string, string[], number, number]>([
  ['a ratio within its goal', [line({ ratio: 1.1, goal: 1.3, met: true })], 1, 0],
  ['a ratio over its goal', [line({ ratio: 2.3, goal: 1.3, met: false })], 0, 1],
  ['an absolute figure is not judged', [line({ p50: 80, goal: { p50: 50 }, met: false })], 0, 0],
  ['a ratio without a goal is not judged', [line({ ratio: 2.3 })], 0, 0],
  ['words between the figures', ['bundled gateway', line({ ratio: 1, met: true }), ''], 1, 0],
])('%s', (_what, output, met, missed) => {
  const verdict = judgeRatios(output.join('\n'));
  expect([verdict.met.length, verdict.missed.length]).toEqual([met, missed]);
});
