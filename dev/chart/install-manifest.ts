import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '../command.ts';

// install.yaml, for those without Helm: the chart, rendered. With --check it only says whether the file is still that.

const root = resolve(import.meta.dirname, '../..');
const file = join(root, 'manifests/install.yaml');
const head = `# Switchboard without Helm: kubectl apply --server-side -f install.yaml
# Rendered from charts/switchboard by \`make generate\`. Do not edit here; change what is yours in a copy:
#   https://livekit.example.com and wss://livekit.example.com   your LiveKit
#   nats://nats.example.com:4222                                 your NATS
# It expects the Secrets switchboard-livekit, switchboard-operator-bus and switchboard-gateway-bus in switchboard-system;
# docs/how-to/install.md says how they are made.
apiVersion: v1
kind: Namespace
metadata:
  name: switchboard-system
  labels:
    pod-security.kubernetes.io/enforce: restricted
`;

const values = join(root, 'manifests/install-values.yaml');
const namespace = ['--namespace', 'switchboard-system'] as const;
const chart = join(root, 'charts/switchboard');
const rendered = await run([
  'helm',
  'template',
  'switchboard',
  chart,
  ...namespace,
  '--values',
  values,
  '--skip-tests',
]);
const text = head + rendered.replaceAll('app.kubernetes.io/managed-by: Helm', 'app.kubernetes.io/managed-by: kubectl');

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('manifests/install.yaml is not what the chart renders: run make generate');
    process.exitCode = 1;
  }
} else await writeFile(file, text);
