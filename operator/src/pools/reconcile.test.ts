import { describe, expect, it } from 'vitest';
import { aPool } from '../testing/objects.ts';
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
