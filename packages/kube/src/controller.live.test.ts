import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../example/operator.ts';
import { configMaps, events } from './builtin.ts';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { type KubeObject, resource } from './index.ts';
import { Recorder } from './recorder.ts';
import { Reflector } from './reflector.ts';
import { clientWithNamespace, defineResource, PrivateApiServer, until } from './testing/index.ts';

interface Greeting extends KubeObject {
  spec: { name: string };
  status?: { text?: string };
}
const greetings = resource<Greeting>('example.com/v1', 'Greeting', 'greetings');
const namespace = 'controller';

let server: PrivateApiServer;
let connection: Connection;
let client: Client;
const stop = new AbortController();
beforeAll(async () => {
  server = await PrivateApiServer.start();
  connection = server.connect();
  client = await clientWithNamespace(connection, namespace);
  await defineResource(client, greetings);
});
afterAll(async () => {
  stop.abort();
  await connection?.close();
  await server?.stop();
});

describe('the operator of the README', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

  test('is the one that is run here, and is some thirty lines long', () => {
    const program = read('../example/operator.ts').trim();
    expect(read('../README.md')).toContain(program);
    expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(30);
  });

  test('makes what is asked, follows changes, survives the server, and ends when told', async () => {
    const api = client.of(greetings);
    const text = async (name: string) => (await client.of(configMaps).get({ namespace, name })).data?.['text'];
    await api.create({ metadata: { namespace, name: 'early' }, spec: { name: 'Ada' } });
    process.env['KUBECONFIG'] = server.kubeconfig();
    const running = run(stop.signal, 'test');
    await until('the first greeting', async () => (await text('early')) === 'Hello, Ada!');
    await api.create({ metadata: { namespace, name: 'late' }, spec: { name: 'Grace' } });
    await until(
      'the second',
      async () => (await api.get({ namespace, name: 'late' })).status?.text === 'Hello, Grace!',
    );
    await server.killApi();
    await server.startApi();
    await api.patch({ namespace, name: 'late' }, { spec: { name: 'Barbara' } });
    await until('the change', async () => (await text('late')) === 'Hello, Barbara!');
    stop.abort();
    await running;
  });
});

describe('recorder', () => {
  const recorder = () => new Recorder({ client, controller: 'example.com/test', instance: 'one' });
  const regarding: KubeObject = {
    apiVersion: 'example.com/v1',
    kind: 'Greeting',
    metadata: { namespace, name: 'seen', uid: 'u-1' },
  };
  const written = async (reason: string) =>
    (await client.of(events).list({ namespace })).items.filter((event) => event.reason === reason);

  test('an event is written as the API wants it', async () => {
    const own = recorder();
    own.record({ regarding, type: 'Warning', reason: 'Broken', action: 'Repair', note: 'It broke.' });
    await own.flush();
    const [event] = await written('Broken');
    expect(event).toMatchObject({
      regarding: { kind: 'Greeting', name: 'seen', uid: 'u-1' },
      reportingController: 'example.com/test',
      type: 'Warning',
      action: 'Repair',
      note: 'It broke.',
    });
  });

  test('a hundred times the same is one Event with a series', async () => {
    const own = recorder();
    for (let i = 0; i < 100; i++) {
      own.record({ regarding, type: 'Normal', reason: 'Again', action: 'Try', note: `Attempt ${i}.` });
    }
    await own.flush();
    own.record({ regarding, type: 'Normal', reason: 'Again', action: 'Try', note: 'One more.' });
    await own.flush();
    const found = await written('Again');
    expect(found.map(({ series }) => series?.count)).toEqual([101]);
  });

  test('an event that can not be written is dropped and told', async () => {
    const errors: unknown[] = [];
    const options = { client, controller: 'example.com/test', instance: 'one' };
    const own = new Recorder({ ...options, onError: (error) => errors.push(error) });
    const nowhere = { ...regarding, metadata: { ...regarding.metadata, namespace: 'nowhere' } };
    own.record({ regarding: nowhere, type: 'Normal', reason: 'Lost', action: 'Try', note: 'x' });
    own.record({ regarding, type: 'Normal', reason: 'Kept', action: 'Try', note: 'x' });
    await own.flush();
    expect(errors).toHaveLength(1);
    expect(await written('Kept')).toHaveLength(1);
  });
});

test('ten thousand objects are listed in pages, indexed and followed', async () => {
  const api = client.of(configMaps);
  await Promise.all(
    Array.from({ length: 16 }, async (_, worker) => {
      for (let i = worker; i < 10_000; i += 16) {
        await api.create({
          metadata: { namespace, name: `many-${i}`, labels: { shard: String(i % 10), many: 'yes' } },
        });
      }
    }),
  );
  const reflector = new Reflector({
    api,
    namespace,
    labelSelector: 'many=yes',
    indexes: { shard: ({ metadata }) => metadata.labels?.['shard'] },
  });
  const end = new AbortController();
  const running = reflector.run(end.signal);
  await reflector.synced();
  expect([reflector.store.size, reflector.store.countByIndex('shard', '3')]).toEqual([10_000, 1_000]);
  await api.delete({ namespace, name: 'many-3' });
  await until('the deletion', () => reflector.store.size === 9_999);
  end.abort();
  await running;
}, 180_000);
