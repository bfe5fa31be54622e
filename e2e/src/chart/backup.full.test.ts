import { rm } from 'node:fs/promises';
import type { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { eventually, explain, kubectl, warmPods } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { furnish } from './furnish.ts';
import { copyAll, SecondInstall, TENANT } from './second.ts';

const second = new SecondInstall();
const scene = new Scene(TENANT);
let client: Switchboard;

beforeAll(async () => {
  await second.prepare();
  await second.install({ operator: { replicas: 1 }, gateway: { replicas: 1 } });
  client = await furnish(second, scene);
  await warmPods(TENANT, 'ada', 1);
}, 300_000);
afterAll(() => second.close(), 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

const apiKeys = ['secrets', '--namespace', second.keysNamespace, '-l', 'switchboard.dev/api-key'];

test('a backup brings back agents, records and keys', async () => {
  const call = new ScriptedCaller('caller');
  const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
  await call.join(connection.server_url, connection.participant_token);
  await call.until('the greeting', () => call.said('agent')[0], 30_000);
  await client.stop(session.id);
  await eventually('the end', async () => (await client.get(session.id)).phase === 'Ended');
  await call.leave();
  const before = await eventually('the whole transcript', async () => {
    const transcript = await client.transcript(session.id);
    return transcript.complete && transcript;
  });

  const kept = `${second.keys}-bus`;
  const resources = await kubectl(['get', 'va,vp,vt', '--namespace', TENANT, '-o', 'yaml']);
  const keys = await kubectl(['get', ...apiKeys, '-o', 'yaml']);
  await second.kubectl('scale', 'statefulset/nats', '--replicas=0');
  await second.kubectl('wait', '--for=delete', 'pod/nats-0', '--timeout=60s');
  await copyAll(await second.busFolder(), kept);

  // Everything is lost but the backup: the bus with its volume, what tenants wrote, the keys.
  await second.kubectl('delete', 'statefulset/nats', 'pvc/data-nats-0', 'secret/switchboard', 'configmap/nats-auth');
  await kubectl(['delete', 'vp,va,vt', '--all', '--namespace', TENANT]);
  await kubectl(['delete', ...apiKeys]);

  await second.createSecrets();
  await second.startBusFrom(kept);
  await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], withoutServersOwn(resources));
  await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], withoutServersOwn(keys));
  const after = await eventually('the transcript', () => client.transcript(session.id), 90);
  expect(after).toEqual(before);
  await warmPods(TENANT, 'ada', 1, 120);
  expect(await second.test()).toMatch(/ended with a goodbye/);
  await rm(kept, { recursive: true });
});

/** A restored object is a new one: the server gives it another uid and version. */
const withoutServersOwn = (yaml: string): string =>
  yaml.replace(/^ +(uid|resourceVersion|creationTimestamp|generation): .*\n/gm, '');
