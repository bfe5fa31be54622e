import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConfigMap, configMaps } from './builtin.ts';
import { Client } from './client.ts';
import type { Connection } from './connection.ts';
import type { Key } from './object.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import { clientWithNamespace, PrivateApiServer, TcpProxy, until } from './testing/index.ts';

let server: PrivateApiServer;
let direct: Connection;
let client: Client;
let proxy: TcpProxy;
let through: Connection;
let stop: AbortController;
let namespace: string;
let round = 0;

beforeAll(async () => {
  server = await PrivateApiServer.start();
});
afterAll(() => server?.stop());

beforeEach(async () => {
  direct = server.connect();
  namespace = `reflector-${round++}`;
  client = await clientWithNamespace(direct, namespace);
  proxy = await TcpProxy.start(server.port);
  through = server.connect(proxy.port);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await through.close();
  await direct.close();
  await proxy.stop();
});

/** A reflector through the proxy, and everything it tells. */
async function follow(options: Partial<ReflectorOptions<ConfigMap>> = {}) {
  const errors: string[] = [];
  const told: string[] = [];
  const api = new Client(through).of(configMaps);
  let lists = 0;
  const counted = {
    resource: api.resource,
    watch: api.watch.bind(api),
    pages: (query: object) => {
      if (!('limit' in query && query.limit === 1)) lists++;
      return api.pages(query);
    },
  };
  const reflector = new Reflector({
    api: counted,
    namespace,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  reflector.onChange(({ type, object }) =>
    told.push(`${type} ${object.metadata.name} ${object.data?.['n'] ?? ''}`.trim()),
  );
  const ended = reflector.run(stop.signal);
  await reflector.synced();
  return { reflector, told, errors, ended, lists: () => lists };
}

const key = (name: string): Key => `${namespace}/${name}`;
const put = (name: string, n: string) => client.of(configMaps).create({ metadata: { namespace, name }, data: { n } });
const change = (name: string, n: string) => client.of(configMaps).patch({ namespace, name }, { data: { n } });
const remove = (name: string) => client.of(configMaps).delete({ namespace, name });
const sees = (reflector: Reflector<ConfigMap>, name: string, n: string, boundMs?: number) =>
  until(`${name}=${n}`, () => reflector.store.get(key(name))?.data?.['n'] === n, boundMs);

test('what is there is listed in pages, what comes is followed, and the end is orderly', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, index) => put(`there-${index}`, '1')));
  const { reflector, told, ended, errors } = await follow({ pageSize: 5 });
  expect(reflector.store.size).toBe(12);
  await put('x', '1');
  await change('x', '2');
  await remove('x');
  await until('the deletion', () => told.includes('deleted x 2'));
  expect(told.slice(-3)).toEqual(['added x 1', 'updated x 2', 'deleted x 2']);
  expect(reflector.lastEventAgeMs()).toBeLessThan(5_000);
  stop.abort();
  await ended;
  expect(errors).toEqual([]);
});

test('an object deleted and made again under its name is told as both', async () => {
  const { reflector, told } = await follow();
  await put('again', '1');
  await remove('again');
  const second = await put('again', '2');
  await sees(reflector, 'again', '2');
  expect(told).toEqual(['added again 1', 'deleted again 1', 'added again 2']);
  expect(reflector.store.byUid(second.metadata.uid ?? '')).toBeDefined();
});

test('the same while the watch was down: the former object is told as deleted', async () => {
  await put('again', '1');
  const { reflector, told } = await follow();
  proxy.refuse();
  await remove('again');
  await put('again', '2');
  proxy.allow();
  await sees(reflector, 'again', '2');
  expect(told).toEqual(['added again 1', 'deleted again 1', 'added again 2']);
});

test('own writes offered are told once, before their event', async () => {
  const { reflector, told } = await follow();
  reflector.offer(await put('own', '1'));
  expect(told).toEqual(['added own 1']);
  await put('marker', '1');
  await sees(reflector, 'marker', '1');
  expect(told).toEqual(['added own 1', 'added marker 1']);
});

test('dropped connections: it resumes within 5 s, without a list, and misses nothing', async () => {
  const { reflector, told, lists, errors } = await follow();
  await put('before', '1');
  await sees(reflector, 'before', '1');
  for (let drop = 0; drop < 3; drop++) {
    proxy.drop();
    await change('before', `after-${drop}`);
    await sees(reflector, 'before', `after-${drop}`, 5_000);
  }
  expect(lists()).toBe(1);
  expect(errors.length).toBeGreaterThan(0);
  expect(told).toEqual([
    'added before 1',
    'updated before after-0',
    'updated before after-1',
    'updated before after-2',
  ]);
});

test('a half-open connection is given up within 35 s', async () => {
  const { reflector, errors } = await follow();
  await put('before', '1');
  await sees(reflector, 'before', '1');
  proxy.freeze();
  await change('before', '2');
  proxy.thaw();
  await sees(reflector, 'before', '2', 35_000);
  expect(errors).toHaveLength(1);
});

describe('the server', () => {
  test('restarted by kill -9: one new list at most, and only what changed is told', async () => {
    await put('stays', '1');
    const { reflector, told, lists } = await follow();
    await server.killApi();
    await server.startApi();
    await change('stays', '2');
    await sees(reflector, 'stays', '2', 15_000);
    expect(told).toEqual(['added stays 1', 'updated stays 2']);
    expect(lists()).toBeLessThanOrEqual(2);
  });

  test('compacted and restarted while it was away: one new list, no change told twice', async () => {
    await put('kept', '1');
    await put('gone', '1');
    const { reflector, told, lists, errors } = await follow();
    proxy.refuse();
    await change('kept', '2');
    await remove('gone');
    await server.compact();
    await server.killApi();
    await server.startApi();
    await put('new', '1');
    await server.compact();
    proxy.allow();
    await sees(reflector, 'new', '1', 20_000);
    await until('the deletion', () => told.includes('deleted gone 1'));
    expect(errors.some((error) => error.includes('410 Expired'))).toBe(true);
    expect(lists()).toBe(2);
    expect(told.slice(2).sort()).toEqual(['added new 1', 'deleted gone 1', 'updated kept 2']);
  });

  test('restored from a backup: what was lost is told as deleted, what went back as changed', async () => {
    await put('old', '1');
    await server.backUp();
    const { reflector, told, lists } = await follow();
    for (let n = 2; n < 20; n++) await change('old', String(n));
    await put('lost', '1');
    await sees(reflector, 'lost', '1');
    await server.restore();
    await sees(reflector, 'old', '1', 20_000);
    await until('the loss to be told', () => told.includes('deleted lost 1'));
    expect(reflector.store.size).toBe(1);
    expect(lists()).toBe(2);
    await put('new', '1');
    await sees(reflector, 'new', '1', 10_000);
  });

  test('frozen: healthy() says so after its bound, and no longer once it is back', async () => {
    const { reflector } = await follow({ staleAfterMs: 3_000 });
    server.freezeApi();
    await until('staleness', () => !reflector.healthy().ok, 10_000);
    expect(reflector.healthy().message).toMatch(/^no word about configmaps for \d+ s$/);
    server.thawApi();
    await until('health', () => reflector.healthy().ok, 40_000);
  });
});
