import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.ts';
import { failure, type Outcome, passed, type Stage, total } from './stage.ts';

/** The speech service: format, lint, types and tests, in the environment that it is also run from. */
export function pythonStage(root: string): Stage {
  return { name: 'the speech service', run: () => checkAll(join(root, 'dev/speech')) };
}

const STATIC = ['ruff format --check --quiet .', 'ruff check --quiet .', 'mypy --cache-dir=/dev/null'];

async function checkAll(folder: string): Promise<Outcome> {
  await run([join(folder, 'venv.sh')]);
  const outcomes = await Promise.all(STATIC.map((command) => checkOne(folder, command)));
  outcomes.push(await runPytest(folder));
  return { ...total(outcomes), why: outcomes.flatMap(({ why }) => why ?? []) };
}

async function checkOne(folder: string, command: string): Promise<Outcome> {
  return run(['sh', '-c', `cd '${folder}' && .venv/bin/${command}`]).then(
    () => passed,
    (error: Error) => failure(error.message.slice(0, 4000)),
  );
}

async function runPytest(folder: string): Promise<Outcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'pytest-'));
  try {
    const report = join(scratch, 'report.xml');
    const command = `cd '${folder}' && timeout 600 .venv/bin/python -m pytest -q -p no:cacheprovider --junitxml='${report}' 2>&1 || true`;
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
