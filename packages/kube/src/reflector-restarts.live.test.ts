import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PrivateApiServer, Shelf, until } from './testing/index.ts';

let server: PrivateApiServer;
let shelf: Shelf;
let round = 0;
/** Twice the longest pause between two tries: the one that was begun while the server was away, and one after its 410. */
const TOLD_MS = 60_000;

beforeAll(async () => {
  server = await PrivateApiServer.start();
});
afterAll(() => server?.stop());

beforeEach(async () => {
  shelf = await Shelf.open(server, `restarts-${round++}`);
});
afterEach(() => shelf[Symbol.asyncDispose]());

test('the server is restarted by kill -9: one new list at most, and only what changed is told', async () => {
  await shelf.put('stays', '1');
  const { reflector, told, lists } = await shelf.follow();
  await server.killApi();
  await server.startApi();
  await shelf.change('stays', '2');
  await shelf.sees(reflector, 'stays', '2', TOLD_MS);
  expect(told).toEqual(['added stays 1', 'updated stays 2']);
  expect(lists()).toBeLessThanOrEqual(2);
});

test('the server is compacted and restarted while it was away: one new list, no change told twice', async () => {
  await shelf.put('kept', '1');
  await shelf.put('gone', '1');
  const { reflector, told, lists, errors } = await shelf.follow();
  shelf.proxy.refuse();
  await shelf.change('kept', '2');
  await shelf.remove('gone');
  await server.compact();
  await server.killApi();
  await server.startApi();
  await shelf.put('new', '1');
  await server.compact();
  shelf.proxy.allow();
  await shelf.sees(reflector, 'new', '1', TOLD_MS);
  await until('the deletion', () => told.includes('deleted gone 1'));
  expect(errors.some((error) => error.includes('410 Expired'))).toBe(true);
  expect(lists()).toBe(2);
  expect(told.slice(2).sort()).toEqual(['added new 1', 'deleted gone 1', 'updated kept 2']);
});

test('the server is restored from a backup: what was lost is told as deleted, what went back as changed', async () => {
  await shelf.put('old', '1');
  await server.backUp();
  const { reflector, told, lists } = await shelf.follow();
  for (let n = 2; n < 20; n++) await shelf.change('old', String(n));
  await shelf.put('lost', '1');
  await shelf.sees(reflector, 'lost', '1');
  await server.restore();
  await shelf.sees(reflector, 'old', '1', TOLD_MS);
  await until('the loss to be told', () => told.includes('deleted lost 1'));
  expect(reflector.store.size).toBe(1);
  expect(lists()).toBe(2);
  await shelf.put('new', '1');
  await shelf.sees(reflector, 'new', '1', 10_000);
});

test('the server is frozen: healthy() says so after its bound, and no longer once it is back', async () => {
  const { reflector } = await shelf.follow({ staleAfterMs: 3_000 });
  server.freezeApi();
  await until('staleness', () => !reflector.healthy().ok, 10_000);
  expect(reflector.healthy().message).toMatch(/^no word about configmaps for \d+ s$/);
  server.thawApi();
  await until('health', () => reflector.healthy().ok, 40_000);
});
