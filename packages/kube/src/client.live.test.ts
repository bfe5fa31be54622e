import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configMaps, podDisruptionBudgets, pods } from './builtin.ts';
import { Client } from './client.ts';
import type { Connection } from './connection.ts';
import {
  ConnectionError,
  isAlreadyExists,
  isConflict,
  isInvalid,
  isNotFound,
  isTooManyRequests,
  NotLeaderError,
  TimeoutError,
} from './errors.ts';
import { clientWithNamespace, defineWidgets, PrivateApiServer, TcpProxy, widgets } from './testing/index.ts';

let server: PrivateApiServer;
let connection: Connection;
let client: Client;
const namespace = 'client';
const ref = (name: string) => ({ namespace, name });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeAll(async () => {
  server = await PrivateApiServer.start();
  connection = server.connect();
  client = await clientWithNamespace(connection, namespace);
  await defineWidgets(client);
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

describe.each([
  ['a built-in resource', () => client.of(configMaps)],
  ['a custom resource', () => client.of(widgets)],
])('%s', (_what, of) => {
  const name = 'guarded';

  test('is created once', async () => {
    const created = await of().create({ metadata: ref(name) });
    expect(created.metadata.uid).toBeTruthy();
    expect(isAlreadyExists(await failure(of().create({ metadata: ref(name) })))).toBe(true);
  });

  test('is patched only as the version and the object that the guards name', async () => {
    const { metadata } = await of().get(ref(name));
    const patch = { metadata: { labels: { a: 'b' } } };
    const stale = { resourceVersion: '1' };
    const another = { uid: '00000000-0000-0000-0000-000000000000' };
    expect(isConflict(await failure(of().patch(ref(name), patch, stale)))).toBe(true);
    expect(isConflict(await failure(of().patch(ref(name), patch, another)))).toBe(true);
    const { uid, resourceVersion } = metadata;
    expect((await of().patch(ref(name), patch, { uid, resourceVersion })).metadata.labels).toEqual({ a: 'b' });
  });

  test('is replaced only as the version that was read', async () => {
    const object = await of().get(ref(name));
    await of().replace({ ...object, metadata: { ...object.metadata, labels: { c: 'd' } } });
    expect(isConflict(await failure(of().replace(object)))).toBe(true);
  });

  test("is applied by fields: another manager's field is a conflict until forced", async () => {
    const applied = { metadata: { ...ref(name), labels: { owned: 'one' } } };
    await of().apply(applied, { fieldManager: 'one' });
    const other = { metadata: { ...ref(name), labels: { owned: 'two' } } };
    expect(isConflict(await failure(of().apply(other, { fieldManager: 'two' })))).toBe(true);
    const forced = await of().apply(other, { fieldManager: 'two', force: true });
    expect(forced.metadata.labels?.['owned']).toBe('two');
  });

  test('is deleted only as the object that the guard names; an absent one is no error', async () => {
    const { uid } = (await of().get(ref(name))).metadata;
    expect(isConflict(await failure(of().delete(ref(name), { uid: 'another' })))).toBe(true);
    expect(await of().delete(ref(name), { uid })).toBe(true);
    expect(await of().delete(ref(name))).toBe(false);
    expect(isNotFound(await failure(of().get(ref(name))))).toBe(true);
  });
});

test('a status is patched by itself', async () => {
  await client.of(widgets).create({ metadata: ref('status'), spec: { size: 1 } });
  await client.of(widgets).patchStatus(ref('status'), { phase: 'Ready' });
  await client.of(widgets).patch(ref('status'), { spec: { size: 2 }, status: { phase: 'Ignored' } });
  expect(await client.of(widgets).get(ref('status'))).toMatchObject({ spec: { size: 2 }, status: { phase: 'Ready' } });
});

test('a status is replaced as a whole, and only that of the very version that was read', async () => {
  const api = client.of(widgets);
  const created = await api.create({ metadata: { ...ref('replaced'), labels: { a: 'b' } }, spec: { size: 1 } });
  const first = await api.replaceStatus(created, { phase: 'Ready' });
  expect(first).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { size: 1 }, status: { phase: 'Ready' } });
  expect(isConflict(await failure(api.replaceStatus(created, { phase: 'Late' })))).toBe(true);
  expect((await api.replaceStatus(first, {})).status).toEqual({});
  await api.delete(ref('replaced'));
  expect(isNotFound(await failure(api.replaceStatus(first, {})))).toBe(true);
  await api.create({ metadata: ref('replaced'), spec: { size: 1 } });
  expect(isConflict(await failure(api.replaceStatus(first, {})))).toBe(true);
});

test('a JSON patch tests before it writes', async () => {
  await client.of(configMaps).create({ metadata: ref('json'), data: { a: '1' } });
  const change = (from: string) =>
    client.of(configMaps).jsonPatch(ref('json'), [
      { op: 'test', path: '/data/a', value: from },
      { op: 'replace', path: '/data/a', value: '2' },
    ]);
  expect(isInvalid(await failure(change('9')))).toBe(true);
  expect((await change('1')).data).toEqual({ a: '2' });
});

test('a dry run changes nothing', async () => {
  await client.of(configMaps).create({ metadata: ref('dry') }, { dryRun: true });
  expect(isNotFound(await failure(client.of(configMaps).get(ref('dry'))))).toBe(true);
});

test('a list comes in pages, names the kind of its items and takes selectors', async () => {
  const api = client.of(configMaps);
  const names = Array.from({ length: 25 }, (_, index) => `page-${index}`);
  await Promise.all(names.map((name) => api.create({ metadata: { ...ref(name), labels: { part: 'pages' } } })));
  const sizes: number[] = [];
  const selection = { namespace, labelSelector: 'part=pages' };
  for await (const page of api.pages({ ...selection, limit: 10 })) sizes.push(page.items.length);
  expect(sizes).toEqual([10, 10, 5]);
  const { items, resourceVersion } = await api.list({ ...selection, limit: 10 });
  expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(names.sort());
  expect(items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  expect(Number(resourceVersion)).toBeGreaterThan(0);
});

test('the Eviction API refuses what a disruption budget protects', async () => {
  const labels = { app: 'evicted' };
  const containers = [{ name: 'c', image: 'none' }];
  const pod = await client
    .of(pods)
    .create({ metadata: { ...ref('evicted'), labels }, spec: { nodeName: 'n', containers } });
  const budget = { minAvailable: 1, selector: { matchLabels: labels } };
  await client
    .of(pods)
    .patchStatus(ref('evicted'), { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
  await client.of(podDisruptionBudgets).create({ metadata: ref('budget'), spec: budget });
  expect(isTooManyRequests(await failure(client.of(pods).evict(ref('evicted'))))).toBe(true);
  await client.of(podDisruptionBudgets).delete(ref('budget'));
  await client.of(pods).evict(ref('evicted'), { uid: pod.metadata.uid });
  expect((await client.of(pods).get(ref('evicted'))).metadata.deletionTimestamp).toBeTruthy();
});

test('a guard stops writes before they are sent, and reads pass', async () => {
  const guarded = client.guardedBy({
    check: () => {
      throw new NotLeaderError();
    },
  });
  const api = guarded.of(configMaps);
  const writes = [
    api.create({ metadata: ref('never') }),
    api.patch(ref('never'), {}),
    api.delete(ref('json')),
    api.evict(ref('json')),
  ];
  for (const write of writes) expect(await failure(write)).toBeInstanceOf(NotLeaderError);
  expect((await api.get(ref('json'))).data).toEqual({ a: '2' });
});

describe('connections', () => {
  test('are kept and shared: 200 requests, four at a time, need no more than eight of them', async () => {
    const proxy = await TcpProxy.start(server.port);
    const own = server.connect(proxy.port);
    const api = new Client(own).of(configMaps);
    const worker = async () => {
      for (let i = 0; i < 50; i++) await api.get(ref('json'));
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    expect(proxy.connections).toBeLessThanOrEqual(8);
    await own.close();
    await proxy.stop();
  });

  test('a broken one is a ConnectionError, and the next request works', async () => {
    const proxy = await TcpProxy.start(server.port);
    const own = server.connect(proxy.port);
    const api = new Client(own).of(configMaps);
    await api.get(ref('json'));
    proxy.refuse();
    expect(await failure(api.get(ref('json')))).toBeInstanceOf(ConnectionError);
    proxy.allow();
    expect((await api.get(ref('json'))).data).toEqual({ a: '2' });
    await own.close();
    await proxy.stop();
  });

  test('a request that gets no answer ends at its deadline, and the next one is not stuck behind it', async () => {
    const proxy = await TcpProxy.start(server.port);
    const own = server.connect(proxy.port, { connections: 1 });
    const api = new Client(own).of(configMaps);
    await api.get(ref('json'));
    proxy.freeze();
    expect(await failure(api.get(ref('json'), { timeoutMs: 300 }))).toBeInstanceOf(TimeoutError);
    proxy.thaw();
    expect((await api.get(ref('json'))).data).toEqual({ a: '2' });
    await own.close();
    await proxy.stop();
  });

  test('a caller may give up', async () => {
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    expect(await failure(client.of(configMaps).get(ref('json'), { signal }))).toEqual(new Error('no longer wanted'));
  });
});
