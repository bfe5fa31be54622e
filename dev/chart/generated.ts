import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { liveSettings as ofGateway } from '../../gateway/src/config.ts';
import { liveSettings as ofOperator } from '../../operator/src/config.ts';
import { type Value, valuesOf } from './values-reference.ts';

const chart = resolve(import.meta.dirname, '../../charts/switchboard');

/** Files of the chart that come out of others, by their path. */
export function generated(): ReadonlyMap<string, string> {
  return new Map([
    [join(chart, 'README.md'), readme(valuesOf(readFileSync(join(chart, 'values.yaml'), 'utf8')))],
    [join(chart, 'files/live-settings.yaml'), liveSettings()],
  ]);
}

const liveSettings = (): string =>
  `# Fields of operator.config and gateway.config that the programs take over while they run. Written by \`make generate\`.\n${stringify({ operator: ofOperator, gateway: ofGateway })}`;

const INTRO = `<!-- Made of values.yaml by \`make generate\`. Do not edit. -->

# switchboard

A private voice pod for every conversation, on Kubernetes: the operator, the gateway, their CRDs and rights. LiveKit, NATS
with JetStream and the models are yours; [install](../../docs/how-to/install.md) says what they must be, and how the one
Secret is made.

\`\`\`sh
helm install switchboard charts/switchboard --namespace switchboard-system --create-namespace \\
  --set livekit.url=https://livekit.example.com --set nats.servers={nats://nats.nats:4222}
helm test switchboard --namespace switchboard-system             # once test.tenant and test.agent are named
helm uninstall switchboard --namespace switchboard-system        # says goodbye to every caller first
\`\`\`

[Upgrade, roll back, take down](../../docs/how-to/upgrade.md). Several ways to set it up are in
[manifests/examples/platform](../../manifests/examples/platform). An unknown value is refused.

## Values

| Value | Default | |
| --- | --- | --- |`;

const readme = (values: readonly Value[]): string => `${[INTRO, ...values.map(row)].join('\n')}\n`;

function row({ path, says, standard }: Value): string {
  const shown = standard === undefined ? '' : `\`${cell(standard)}\``;
  return `| ${standard === undefined ? `**${path}**` : `\`${path}\``} | ${shown} | ${cell(says)} |`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
