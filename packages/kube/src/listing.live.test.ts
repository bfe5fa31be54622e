import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrivateApiServer, Shelf, until } from './testing/index.ts';

let server: PrivateApiServer;

beforeAll(async () => {
  server = await PrivateApiServer.start(['--feature-gates=WatchList=false']);
});
afterAll(() => server?.stop());

test('a server that does not stream collections is asked once, and gives them in pages', async () => {
  await using shelf = await Shelf.open(server, 'in-pages');
  await Promise.all(Array.from({ length: 12 }, (_, index) => shelf.put(`there-${index}`, '1')));
  const { reflector, told, errors, lists, streams } = await shelf.follow({ pageSize: 5, relistEveryMs: 1 });
  expect(reflector.store.size).toBe(12);
  expect(told).toHaveLength(12);
  await shelf.put('x', '1');
  await shelf.sees(reflector, 'x', '1');
  await until('the next whole list', () => lists() > 1, 40_000);
  expect(streams()).toBe(1);
  expect(errors).toEqual([]);
});
