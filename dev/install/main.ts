import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '../command.ts';
import { installChart } from './chart.ts';
import { livekitAddresses, namespaces } from './cluster.ts';
import { makeKeys } from './keys.ts';
import { secretsOf } from './secrets.ts';
import { fill } from './template.ts';
import { waitUntilReady } from './wait.ts';

const root = resolve(import.meta.dirname, '../..');
const home = process.env['SWITCHBOARD_HOME'] ?? '';
const ownCluster = process.env['CLUSTER'] !== 'current';
const began = performance.now();

const images = JSON.parse(await readFile(process.env['SWB_IMAGES'] ?? join(home, 'images.json'), 'utf8')) as {
  name: string;
  ref: string;
}[];

const settings = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('SWB_')),
);

const say = (line: string): void => console.log(`[${Math.round((performance.now() - began) / 1000)}s] ${line}`);
const apply = (documents: string): Promise<string> =>
  run(['kubectl', 'apply', '--server-side', '--force-conflicts', '--field-manager=make-up', '--filename', '-'], {
    input: documents,
  });

async function manifests(folder: string, alsoRollsOn: Readonly<Record<string, string>>): Promise<string> {
  const values = {
    ...settings,
    ...Object.fromEntries(images.map(({ name, ref }) => [`image.${name}`, ref])),
    ...(await livekitAddresses(ownCluster)),
  };
  const path = join(root, 'manifests/dev', folder);
  const files = (await readdir(path)).filter((file) => file.endsWith('.yaml')).sort();
  const filled = await Promise.all(
    files.map(async (file) => fill(await readFile(join(path, file), 'utf8'), values, alsoRollsOn[file])),
  );
  return filled.join('\n---\n');
}

async function install(): Promise<void> {
  say('namespaces, keys and Secrets');
  await apply(await readFile(join(root, 'manifests/dev/namespaces.yaml'), 'utf8'));
  const keys = await makeKeys(root, join(home, 'keys'));
  await apply(
    secretsOf(keys)
      .map((object) => JSON.stringify(object))
      .join('\n---\n'),
  );

  say('LiveKit, NATS and the speech service');
  await apply(await manifests('services', { 'nats.yaml': keys.bus.authConf, 'livekit.yaml': keys.livekit.secret }));

  await waitUntilReady(ownCluster ? ['kube-system', namespaces.dev] : [namespaces.dev], 180);

  say('Switchboard, by its Helm chart');
  await installChart({ root, namespace: namespaces.system, images });
  await waitUntilReady([namespaces.system], 180);
  await apply(await manifests('demo', {}));
  say('everything is ready');
}

// What went wrong is in the message; where in these files it was noticed helps nobody.
await install().catch((error: Error) => {
  console.error(`make up: ${error.message}`);
  process.exitCode = 1;
});
