import { join, resolve } from 'node:path';
import { run } from '../command.ts';
import { benchStages } from './bench-stages.ts';
import { chartStages } from './chart-stages.ts';
import { clusterStage, onCluster } from './cluster-stages.ts';
import { commandStage } from './command-stage.ts';
import { licencesStage } from './licences-stage.ts';
import { pythonStage } from './python-stage.ts';
import { closingLine, failure, type Outcome, type Stage, total } from './stage.ts';
import { vitestStage } from './vitest-stage.ts';

const root = resolve(import.meta.dirname, '../..');
const everything = process.argv.includes('--full');
const shell = (await run(['git', '-C', root, 'ls-files', '-z', '*.sh', '.ci/run'])).split('\0').filter(Boolean);

let clusterIsUp = false;
const cluster = clusterStage(root);

const stages: Stage[] = [
  commandStage('format and lint', 'biome', 'ci', '--colors=off', '--error-on-warnings', root),
  commandStage('types', 'tsc', '--noEmit', '--project', root),
  commandStage('types of the web pages', 'tsc', '--noEmit', '--project', join(root, 'console')),
  commandStage('generated files', process.execPath, `${root}/packages/api/src/generate/main.ts`, '--check'),
  licencesStage(root),
  vitestStage('unit tests', 'unit', root),
  commandStage('tools for the checks', 'bash', `${root}/dev/check/tools.sh`),
  commandStage('shell', 'shellcheck', '--external-sources', '--source-path=SCRIPTDIR', ...shell),
  pythonStage(root),
  ...chartStages(root),
  {
    name: cluster.name,
    run: async () => {
      const outcome = await cluster.run();
      clusterIsUp = outcome.failed === 0;
      return outcome;
    },
  },
  onCluster('private', root, () => clusterIsUp),
  onCluster('voice', root, () => clusterIsUp),
  onCluster('shared', root, () => clusterIsUp),
  onCluster('live', root, () => clusterIsUp),
  ...(everything ? [onCluster('full', root, () => clusterIsUp), ...benchStages(root, () => clusterIsUp)] : []),
];

async function runStage(stage: Stage): Promise<Outcome> {
  const start = performance.now();
  console.log(`\n=== ${stage.name}`);
  const outcome = await stage.run().catch((error: Error) => failure(error.stack ?? error.message));
  for (const line of [...(outcome.culprits ?? []), ...(outcome.why ?? [])]) console.log(line);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`=== ${stage.name}: ${outcome.failed === 0 ? 'ok' : `${outcome.failed} NOT ok`}, ${seconds} s`);
  return outcome;
}

const outcomes: Outcome[] = [];
for (const stage of stages) outcomes.push(await runStage(stage));

const broken = stages.flatMap(({ name }, i) => (outcomes[i]?.failed === 0 ? [] : [{ name, ...outcomes[i] }]));
for (const { name, culprits } of broken) console.log([`\nnot ok: ${name}`, ...(culprits ?? [])].join('\n  '));
const sum = total(outcomes);
console.log(`\n${closingLine(sum)}`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
