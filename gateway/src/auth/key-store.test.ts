import { ApiError, type Client, ConnectionError } from '@switchboard/kube';
import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { formatKey, generateKey, hashSecret } from './key.ts';
import { KeyStore } from './key-store.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** One key in a cluster that counts what it is asked. */
function scene() {
  const clock = new FakeClock();
  const key = generateKey();
  const record = { sha256: hashSecret(key.secret), tenant: 'acme', role: 'client' };
  const cluster = { asked: 0, revoked: false, away: false };
  const get = async () => {
    cluster.asked++;
    if (cluster.away) throw new ConnectionError('GET secret', new Error('refused'));
    if (cluster.revoked) throw new ApiError('GET secret', 404, {});
    return { data: Object.fromEntries(Object.entries(record).map(([name, value]) => [name, base64(value)])) };
  };
  const client = { of: () => ({ get }) } as unknown as Client;
  const store = new KeyStore(client, { namespace: 'keys', cacheSeconds: 15, clock });
  const opens = async () => (await store.principalOf(formatKey(key))) !== undefined;
  return { clock, cluster, opens };
}

test('many at once are one question', async () => {
  const { cluster, opens } = scene();
  expect(await Promise.all(Array.from({ length: 100 }, opens))).not.toContain(false);
  expect(cluster.asked).toBe(1);
});

test('a key in use is read again ahead of time, and none waits for it', async () => {
  const { clock, cluster, opens } = scene();
  await opens();
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await clock.advance(5000);
    expect(await opens()).toBe(true);
  }
  expect(cluster.asked).toBe(1 + 60 / 10);
});

test('a revoked key is believed for fifteen seconds at most', async () => {
  const { clock, cluster, opens } = scene();
  await opens();
  cluster.revoked = true;
  await clock.advance(14_000);
  expect(await opens()).toBe(true);
  await clock.advance(1000);
  expect(await opens()).toBe(false);
});

test('while the cluster is away a known key opens for ten minutes, and the cluster is left in peace', async () => {
  const { clock, cluster, opens } = scene();
  await opens();
  cluster.away = true;
  await clock.advance(16_000);
  for (let n = 0; n < 10; n++) expect(await opens()).toBe(true);
  expect(cluster.asked).toBe(2);
  await clock.advance(590_000);
  await expect(opens()).rejects.toThrow(ConnectionError);
  cluster.away = false;
  expect(await opens()).toBe(true);
});
