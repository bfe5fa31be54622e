import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.ts';
import { fingerprint } from '../images/fingerprint.ts';
import { failure, type Outcome, type Stage } from './stage.ts';

/** The speech service's unit tests, with its requirements in an environment of their own in the cache. */
export function pythonStage(root: string, cache: string): Stage {
  return { name: 'unit tests of the speech service', run: () => runPytest(join(root, 'dev/speech'), cache) };
}

async function runPytest(folder: string, cache: string): Promise<Outcome> {
  const python = await environment(folder, cache);
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

async function environment(folder: string, cache: string): Promise<string> {
  const files = ['requirements.txt', 'requirements-dev.txt'].map((file) => join(folder, file));
  const venv = join(cache, 'speech', `venv-${await fingerprint([], files)}`);
  const python = join(venv, 'bin/python3');
  if (!existsSync(join(venv, 'complete'))) {
    await run(['/usr/bin/python3', '-m', 'venv', '--clear', venv]);
    const [, forTests = ''] = files;
    await run([python, '-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--requirement', forTests]);
    await run(['touch', join(venv, 'complete')]);
  }
  return python;
}
