import { expect, test } from 'vitest';
import { readUnittest } from './python-stage.ts';

const bar = '-'.repeat(70);

test.each<[string, string, number, number]>([
  ['all passed', `${bar}\nRan 3 tests in 0.1s\n\nOK\n`, 3, 0],
  ['one test', `${bar}\nRan 1 test in 0.1s\n\nOK\n`, 1, 0],
  ['some failed', `${bar}\nRan 5 tests in 0.1s\n\nFAILED (failures=1, errors=2)\n`, 2, 3],
  ['a skipped test was not run', `${bar}\nRan 3 tests in 0.1s\n\nOK (skipped=1)\n`, 2, 1],
  ['a set-up that failed', `${bar}\nRan 0 tests in 0.1s\n\nFAILED (errors=1)\n`, 0, 1],
  ['cut off', `${bar}\nRan 3 tests in 0.1s\n`, 0, 1],
  ['nothing', '', 0, 1],
])('%s', (_what, report, passed, failed) => {
  expect(readUnittest(report)).toMatchObject({ passed, failed });
});
