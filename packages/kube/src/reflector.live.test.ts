import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PrivateApiServer, Shelf, until } from './testing/index.ts';

let server: PrivateApiServer;
let shelf: Shelf;
let round = 0;

beforeAll(async () => {
  server = await PrivateApiServer.start();
});
afterAll(() => server?.stop());

beforeEach(async () => {
  shelf = await Shelf.open(server, `reflector-${round++}`);
});
afterEach(() => shelf[Symbol.asyncDispose]());

test('what is there is told in a stream, what comes is followed, and the end is orderly', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, index) => shelf.put(`there-${index}`, '1')));
  const { reflector, told, ended, errors, streams } = await shelf.follow({ pageSize: 5 });
  expect(reflector.store.size).toBe(12);
  expect(told).toHaveLength(12);
  expect(streams()).toBe(1);
  await shelf.put('x', '1');
  await shelf.change('x', '2');
  await shelf.remove('x');
  await until('the deletion', () => told.includes('deleted x 2'));
  expect(told.slice(-3)).toEqual(['added x 1', 'updated x 2', 'deleted x 2']);
  expect(reflector.lastEventAgeMs()).toBeLessThan(5_000);
  shelf.stop();
  await ended;
  expect(errors).toEqual([]);
});

test('an object deleted and made again under its name is told as both', async () => {
  const { reflector, told } = await shelf.follow();
  await shelf.put('again', '1');
  await shelf.remove('again');
  const second = await shelf.put('again', '2');
  await shelf.sees(reflector, 'again', '2');
  expect(told).toEqual(['added again 1', 'deleted again 1', 'added again 2']);
  expect(reflector.store.byUid(second.metadata.uid ?? '')).toBeDefined();
});

test('the same while the watch was down: the former object is told as deleted', async () => {
  await shelf.put('again', '1');
  const { reflector, told } = await shelf.follow();
  shelf.proxy.refuse();
  await shelf.remove('again');
  await shelf.put('again', '2');
  shelf.proxy.allow();
  await shelf.sees(reflector, 'again', '2');
  expect(told).toEqual(['added again 1', 'deleted again 1', 'added again 2']);
});

test('own writes offered are told once, before their event', async () => {
  const { reflector, told } = await shelf.follow();
  reflector.offer(await shelf.put('own', '1'));
  expect(told).toEqual(['added own 1']);
  await shelf.put('marker', '1');
  await shelf.sees(reflector, 'marker', '1');
  expect(told).toEqual(['added own 1', 'added marker 1']);
});

test('dropped connections: it resumes within 5 s, without a list, and misses nothing', async () => {
  const { reflector, told, lists, errors } = await shelf.follow();
  await shelf.put('before', '1');
  await shelf.sees(reflector, 'before', '1');
  for (let drop = 0; drop < 3; drop++) {
    shelf.proxy.drop();
    await shelf.change('before', `after-${drop}`);
    await shelf.sees(reflector, 'before', `after-${drop}`, 5_000);
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
  const { reflector, errors } = await shelf.follow();
  await shelf.put('before', '1');
  await shelf.sees(reflector, 'before', '1');
  shelf.proxy.freeze();
  await shelf.change('before', '2');
  shelf.proxy.thaw();
  await shelf.sees(reflector, 'before', '2', 35_000);
  expect(errors).toHaveLength(1);
});
