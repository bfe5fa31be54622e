import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import { check, commandStage } from './command-stage.ts';
import { kubeScoreStage } from './kube-score.ts';
import { reachStage } from './reach/index.ts';
import { failure, passed, type Stage, total } from './stage.ts';

/** The chart renders with every values file that it promises to work with, and refuses what it does not know. */
export function chartStages(root: string): Stage[] {
  const chart = join(root, 'charts/switchboard');
  const minimal = join(chart, 'ci/minimal-values.yaml');
  return [
    commandStage('helm lint', 'helm', 'lint', '--strict', '--quiet', chart, '--values', minimal),
    { name: 'helm template', run: () => renderAll(chart, join(root, 'dev/values.yaml')) },
    commandStage('install.yaml', process.execPath, join(root, 'dev/chart/install-manifest.ts'), '--check'),
    kubeScoreStage(chart, tool('kube-score')),
    reachStage(chart, tool('cyclonus')),
    commandStage('alert rules', tool('promtool'), 'test', 'rules', join(root, 'dev/check/rules/alerts.yaml')),
    {
      name: 'the chart refuses an unknown value',
      run: async () => {
        const unknown = ['helm', 'template', 'x', chart, '--values', minimal, '--set', 'nonesuch=1'] as const;
        const refusal = await run([...unknown]).catch((error: Error) => error.message);
        return refusal.includes("additional properties 'nonesuch' not allowed")
          ? passed
          : failure(refusal.slice(0, 2000));
      },
    },
  ];
}

async function renderAll(chart: string, devValues: string): Promise<ReturnType<typeof total>> {
  const promised = (await readdir(join(chart, 'ci'))).filter((file) => file.endsWith('.yaml'));
  const files = [...promised.map((file) => join(chart, 'ci', file)), devValues];
  const outcomes = await Promise.all(
    files.map((file) => check(['helm', 'template', 'switchboard', chart, '--values', file])),
  );
  return { ...total(outcomes), why: outcomes.flatMap(({ why }) => why ?? []) };
}

/** Where dev/check/tools.sh puts it. */
const tool = (name: string): string => join(process.env['SWB_CACHE'] ?? '', name);
