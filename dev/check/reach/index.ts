import { join } from 'node:path';
import { run } from '../../command.ts';
import { failure, passed, type Stage } from '../stage.ts';
import { differences, questions } from './compare.ts';
import { whatIsAllowed } from './cyclonus.ts';
import { unlessTold, type Way, whenTold } from './table.ts';

interface Case {
  readonly named: string;
  readonly settings: readonly string[];
  readonly ways: readonly Way[];
}

const cases: readonly Case[] = [
  { named: 'with networkPolicy.at', settings: [], ways: whenTold },
  {
    named: 'without networkPolicy.at',
    settings: ['--set-json', 'networkPolicy.at={"kubernetes":[],"nats":[],"livekit":[]}'],
    ways: unlessTold,
  },
];

/** What the chart's NetworkPolicies let through is what the tables say, no more and no less. */
export function reachStage(chart: string, cyclonus: string): Stage {
  return {
    name: 'who may reach whom',
    run: async () => {
      const values = join(chart, 'ci/full-values.yaml');
      const command = ['helm', 'template', 'switchboard', chart, '--namespace', 'switchboard-system'] as const;
      const wrong = await Promise.all(
        cases.map(async ({ named, settings, ways }) => {
          const rendered = await run([...command, '--values', values, ...settings]);
          const found = differences(await whatIsAllowed(cyclonus, rendered, questions), ways);
          return found.map((line) => `${named}: ${line}`);
        }),
      );
      return wrong.flat().length === 0 ? passed : failure(...wrong.flat());
    },
  };
}
