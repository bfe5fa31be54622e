import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool } from '../testing/objects.ts';
import type { Breaker } from './breaker.ts';
import { type PoolDeps, reconcilePool } from './reconcile.ts';

const KEY = 'tenant/desk';
const deleting = { ...aPool(), metadata: { ...aPool().metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };

describe('a pool that goes leaves nothing behind in memory', () => {
  it.each([
    ['it is gone from the cache', undefined],
    ['it is being deleted', deleting],
  ])('%s', async (_sentence, pool) => {
    const breakers = new Map([[KEY, {} as Breaker]]);
    const countsWritten = new Map([[KEY, 1]]);
    const world = { pools: { get: () => pool } };
    expect(await reconcilePool(KEY, { breakers, countsWritten, world } as unknown as PoolDeps)).toBeUndefined();
    expect([breakers.size, countsWritten.size]).toEqual([0, 0]);
  });
});

let ground: FakeGround | undefined;
afterEach(() => ground?.close());

it('a pool that is as it was is looked at and not written again', async () => {
  const on = new FakeGround();
  ground = on;
  on.api.create('voiceagents', anAgent());
  on.api.create('voicepools', aPool({ min: 1, max: 1, buffer: 0 }));
  const { staff } = await on.lead();
  const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 4000, interval: 5 });
  const ready = () => (on.api.all('voicepools')[0] as { status?: { ready?: number } }).status?.ready;
  await until(() => ready() === 1);
  const written = () => on.api.writes.filter(({ plural }) => plural === 'voicepools').length;
  const before = written();
  const members = vi.spyOn(staff.deps.world.pods, 'byIndex');
  await until(() => {
    staff.pools.enqueue(KEY);
    return members.mock.calls.filter(([index]) => index === 'pool').length >= 6;
  });
  expect(written()).toBe(before);
});
