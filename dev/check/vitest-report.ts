import { relative } from 'node:path';
import type { Outcome } from './stage.ts';

export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly startTime?: number;
    readonly endTime?: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** A test that was skipped and a file that could not be loaded were not run: both count as failed. */
export function readReport(report: VitestReport, exitCode: number | null, root: string): Outcome {
  const files = report.testResults.map((file) => ({ ...file, name: relative(root, file.name) }));
  const notRun = files.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ status, fullName }) => `${status}, so not run: ${file.name}: ${fullName}`),
  );
  const unloaded = files
    .filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'))
    .map((file) => `could not be run: ${file.name}: ${file.message?.split('\n')[0] ?? ''}`);
  const failedTests = files.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `failed: ${file.name}: ${fullName}${firstLine(failureMessages?.[0])}`),
  );
  const failed = failedTests.length + notRun.length + unloaded.length;
  const silent = exitCode !== 0 && failed === 0 ? [`vitest ended with ${exitCode} and named no test`] : [];
  const empty = files.length === 0 ? ['vitest found no tests'] : [];
  const unexplained = [...silent, ...empty].slice(0, 1);
  const culprits = [...failedTests, ...notRun, ...unloaded, ...unexplained];
  return { passed: report.numPassedTests, failed: failed + unexplained.length, culprits };
}

const firstLine = (message: string | undefined): string =>
  message ? ` (${message.split('\n')[0]?.slice(0, 300)})` : '';

/** The files that took longest, a line each. */
export function slowest(report: VitestReport, root: string, count = 8): string[] {
  return report.testResults
    .map(({ name, startTime = 0, endTime = 0 }) => ({
      name: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    }))
    .filter(({ seconds }) => seconds >= 1)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}
