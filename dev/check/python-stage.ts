import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.ts';
import { failure, type Outcome, type Stage } from './stage.ts';

/** The speech service's unit tests, with its requirements in the environment that it is also run from. */
export function pythonStage(root: string): Stage {
  return { name: 'unit tests of the speech service', run: () => runPytest(join(root, 'dev/speech')) };
}

async function runPytest(folder: string): Promise<Outcome> {
  await run([join(folder, 'venv.sh')]);
  const python = join(folder, '.venv/bin/python');
  const scratch = await mkdtemp(join(tmpdir(), 'pytest-'));
  try {
    const report = join(scratch, 'report.xml');
    const command = `cd '${folder}' && timeout 600 '${python}' -m pytest -q -p no:cacheprovider --junitxml='${report}' 2>&1 || true`;
    const output = await run(['sh', '-c', command]);
    const outcome = readJunit(await readFile(report, 'utf8').catch(() => ''));
    return outcome.failed === 0 ? outcome : { ...outcome, why: [output.slice(-8000)] };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** A skipped test was not run: it counts as failed. */
export function readJunit(xml: string): Outcome {
  const suite = /<testsuite [^>]*>/.exec(xml)?.[0] ?? '';
  const count = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const tests = count('tests');
  if (tests === 0) return failure('pytest ran no tests, or did not come to an end');
  const failed = count('failures') + count('errors') + count('skipped');
  return { passed: Math.max(tests - failed, 0), failed };
}
