import { expect, test } from 'vitest';
import { readJunit } from './python-stage.ts';

const suite = (counts: string): string =>
  `<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" ${counts} time="0.1"></testsuite></testsuites>`;

test.each<[string, string, number, number]>([
  ['all passed', suite('errors="0" failures="0" skipped="0" tests="3"'), 3, 0],
  ['some failed', suite('errors="2" failures="1" skipped="0" tests="5"'), 2, 3],
  ['a skipped test was not run', suite('errors="0" failures="0" skipped="1" tests="3"'), 2, 1],
  ['no tests', suite('errors="0" failures="0" skipped="0" tests="0"'), 0, 1],
  ['no report', '', 0, 1],
])('%s', (_what, report, passed, failed) => {
  expect(readJunit(report)).toMatchObject({ passed, failed });
});
