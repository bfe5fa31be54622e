import { join } from 'node:path';
import { run } from '../../command.ts';
import { failure, passed, type Stage } from '../stage.ts';
import { differences, questions } from './compare.ts';
import { whatIsAllowed } from './cyclonus.ts';
import { reach } from './table.ts';

/** What the chart's NetworkPolicies let through is what the table says, no more and no less. */
export function reachStage(chart: string, cyclonus: string): Stage {
  return {
    name: 'who may reach whom',
    run: async () => {
      const values = join(chart, 'ci/full-values.yaml');
      const command = ['helm', 'template', 'switchboard', chart, '--namespace', 'switchboard-system'] as const;
      const rendered = await run([...command, '--values', values]);
      const wrong = differences(await whatIsAllowed(cyclonus, rendered, questions), reach);
      return wrong.length === 0 ? passed : failure(...wrong);
    },
  };
}
