import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '../command.ts';

// For those without Helm: the chart, rendered. With --check it only says whether the files are still that.

const root = resolve(import.meta.dirname, '../..');
const values = join(root, 'manifests/install-values.yaml');
const chart = join(root, 'charts/switchboard');

const installHead = `# Switchboard without Helm: kubectl apply --server-side -f install.yaml
# Rendered from charts/switchboard by \`make generate\`. Do not edit here; change what is yours in a copy:
#   https://livekit.example.com and wss://livekit.example.com   your LiveKit
#   nats://nats.example.com:4222                                 your NATS
# It expects the Secret switchboard in switchboard-system; docs/how-to/install.md says how it is made. uninstall.yaml is
# how it goes again.
apiVersion: v1
kind: Namespace
metadata:
  name: switchboard-system
  labels:
    pod-security.kubernetes.io/enforce: restricted
`;

const uninstallHead = `# Takes down what install.yaml brought, conversations first and with a goodbye:
#   kubectl apply -f uninstall.yaml
#   kubectl -n switchboard-system wait --for=condition=complete --timeout=5m job/switchboard-uninstall
#   kubectl delete -f uninstall.yaml
#   kubectl delete -f install.yaml       the CRDs are in it: take them out of your copy to keep agents and pools
# Rendered from charts/switchboard by \`make generate\`. Do not edit here.
`;

async function render(...more: string[]): Promise<string> {
  const namespace = ['--namespace', 'switchboard-system'];
  const text = await run(['helm', 'template', 'switchboard', chart, ...namespace, '--values', values, ...more]);
  return text.replaceAll('app.kubernetes.io/managed-by: Helm', 'app.kubernetes.io/managed-by: kubectl');
}

const withoutHooks = (text: string): string =>
  text.replace(/^ +helm\.sh\/hook.*\n/gm, '').replace(/^ +annotations:\n(?! {4})/gm, '');

const uninstall = ['rbac', 'job'].flatMap((name) => ['--show-only', `templates/uninstall/${name}.yaml`]);
const files = new Map([
  ['manifests/install.yaml', installHead + (await render('--no-hooks'))],
  ['manifests/uninstall.yaml', uninstallHead + withoutHooks(await render(...uninstall))],
]);

for (const [name, text] of files) {
  const file = join(root, name);
  if (!process.argv.includes('--check')) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is not what the chart renders: run make generate`);
    process.exitCode = 1;
  }
}
