import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.ts';
import { fingerprint } from '../images/fingerprint.ts';
import { failure, type Outcome, type Stage } from './stage.ts';

/** The speech service's unit tests, with its requirements in an environment of their own in the cache. */
export function pythonStage(root: string, cache: string): Stage {
  return { name: 'unit tests of the speech service', run: () => runUnittest(join(root, 'dev/speech'), cache) };
}

async function runUnittest(folder: string, cache: string): Promise<Outcome> {
  const python = await environment(join(folder, 'requirements.txt'), cache);
  const report = await run([
    'sh',
    '-c',
    `cd '${folder}' && '${python}' -m unittest discover -s tests -t . 2>&1 || true`,
  ]);
  return readUnittest(report);
}

/** unittest says "Ran 12 tests" and then "OK", or "FAILED (failures=1, errors=2, skipped=3)". */
export function readUnittest(report: string): Outcome {
  const ran = Number(/^Ran (\d+) tests? in/m.exec(report)?.[1] ?? 0);
  const verdict = /^(OK|FAILED)\b(.*)$/m.exec(report);
  if (ran === 0 || !verdict) return failure('python found no tests, or did not come to an end', report.slice(-4000));
  const counted = [...(verdict[2] ?? '').matchAll(/(?:failures|errors|skipped|unexpected successes)=(\d+)/g)];
  const failed = counted.reduce((sum, [, count]) => sum + Number(count), 0);
  const bad = verdict[1] === 'FAILED' ? Math.max(failed, 1) : failed;
  // A fixture that fails is an error of a test that was not counted as run.
  return { passed: Math.max(ran - bad, 0), failed: bad, ...(bad > 0 ? { why: [report.slice(-8000)] } : {}) };
}

async function environment(requirements: string, cache: string): Promise<string> {
  const folder = join(cache, 'speech', `venv-${await fingerprint([], [requirements])}`);
  const python = join(folder, 'bin/python3');
  if (!existsSync(join(folder, 'complete'))) {
    await run(['python3', '-m', 'venv', '--clear', folder]);
    await run([python, '-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--requirement', requirements]);
    await run(['touch', join(folder, 'complete')]);
  }
  return python;
}
