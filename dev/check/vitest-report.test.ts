import { expect, test } from 'vitest';
import { readReport, slowest, type VitestReport } from './vitest-report.ts';

const report = (...files: [status: string, ...tests: string[]][]): VitestReport => ({
  numPassedTests: files.flatMap(([, ...tests]) => tests).filter((status) => status === 'passed').length,
  numFailedTests: 0,
  testResults: files.map(([status, ...tests], i) => ({
    name: `/root/${i}.test.ts`,
    status,
    message: 'cannot find module',
    assertionResults: tests.map((testStatus) => ({ status: testStatus, fullName: 'does its work' })),
  })),
});

test.each<[string, VitestReport, number | null, number, number]>([
  ['all passed', report(['passed', 'passed', 'passed']), 0, 2, 0],
  ['one failed', report(['failed', 'passed', 'failed']), 1, 1, 1],
  ['a skipped test was not run', report(['passed', 'passed', 'skipped']), 0, 1, 1],
  ['a file that does not load', report(['passed', 'passed'], ['failed']), 1, 1, 1],
  ['a set-up that failed after its tests', report(['failed', 'passed']), 1, 1, 1],
  ['an exit code that nothing explains', report(['passed', 'passed']), 1, 1, 1],
  ['killed', report(['passed', 'passed']), null, 1, 1],
  ['no tests at all', report(), 0, 0, 1],
  ['no tests at all and an exit code', report(), 1, 0, 1],
])('%s', (_what, given, exitCode, passed, failed) => {
  expect(readReport(given, exitCode, '/root')).toMatchObject({ passed, failed });
});

test('names what failed', () => {
  expect(readReport(report(['failed', 'failed']), 1, '/root').culprits).toEqual(['failed: 0.test.ts: does its work']);
});

test('names the files that took longest, the longest first', () => {
  const [quick, slow, slower] = [0, 2500, 61_000].map((endTime, i) => ({
    name: `/root/${i}.test.ts`,
    status: 'passed',
    startTime: 0,
    endTime,
    assertionResults: [],
  }));
  const all = {
    numPassedTests: 3,
    numFailedTests: 0,
    testResults: [quick, slow, slower].filter((one) => one !== undefined),
  };
  expect(slowest(all, '/root')).toEqual(['   61.0 s  2.test.ts', '    2.5 s  1.test.ts']);
});
