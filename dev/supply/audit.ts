import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandFailed, run } from '../command.ts';
import { type Answer, goAnswer, licenceAnswer, npmAnswer } from './answers.ts';
import { inProduction, readLock } from './lock.ts';

// make audit: licences, npm's advisories, Go's vulnerabilities. What could not be asked fails too, by its own name.

const root = resolve(import.meta.dirname, '../..');

/** Its standard output, whatever its exit code: both tools end with a failure where they have found something. */
const output = (command: readonly [string, ...string[]], env: Record<string, string> = {}): Promise<string> =>
  run(command, { env }).catch((error: Error) => {
    if (error instanceof CommandFailed) return error.output;
    throw error;
  });

async function npm(): Promise<Answer> {
  return npmAnswer(await output(['npm', 'audit', '--omit=dev', '--json', '--prefix', root]));
}

async function goModules(): Promise<Answer[]> {
  const program = join(process.env['SWB_CACHE'] ?? '', 'govulncheck');
  if (!existsSync(program)) throw new Error('govulncheck is not there: run dev/check/tools.sh');
  const folder = join(root, 'dev/go');
  const modules = (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'go.mod')));
  return Promise.all(
    modules.map(async (name) => goAnswer(name, await output([program, '-C', join(folder, name), './...']))),
  );
}

const answers = [licenceAnswer(inProduction(await readLock(root))), await npm(), ...(await goModules())];
for (const { what, verdict, lines } of answers) {
  console.log(`${verdict.padEnd(8)} ${what}`);
  for (const line of lines) console.log(`         ${line}`);
}
if (answers.some(({ verdict }) => verdict === 'unasked'))
  console.log('"unasked" is not "clean": run make audit again where the npm registry and vuln.go.dev answer');
process.exitCode = answers.every(({ verdict }) => verdict === 'clean') ? 0 : 1;
