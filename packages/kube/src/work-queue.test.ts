import { FakeClock } from '@switchboard/service';
import { beforeEach, describe, expect, test } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const never = new AbortController().signal;
let clock: FakeClock;
let queue: WorkQueue;
beforeEach(() => {
  clock = new FakeClock();
  queue = new WorkQueue({ name: 'test', clock, backoff: { baseMs: 100, maxMs: 1000, jitter: 0 }, stuckAfterMs: 5000 });
});

async function takeAll(): Promise<string[]> {
  const keys: string[] = [];
  while (queue.length > 0) keys.push((await queue.take(never)) ?? '');
  return keys;
}

describe('order', () => {
  test('a key waits at most once', async () => {
    for (const key of ['a', 'b', 'a']) queue.add(key);
    expect(await takeAll()).toEqual(['a', 'b']);
  });

  test('higher priorities go first, equal ones in order of arrival', async () => {
    queue.add('refill-1');
    queue.add('claim-1', { priority: 10 });
    queue.add('refill-2');
    queue.add('claim-2', { priority: 10 });
    expect(await takeAll()).toEqual(['claim-1', 'claim-2', 'refill-1', 'refill-2']);
  });

  test('a waiting key rises when it is added with a higher priority, and never sinks', async () => {
    queue.add('a');
    queue.add('b');
    queue.add('b', { priority: 5 });
    queue.add('b', { priority: 1 });
    expect(await takeAll()).toEqual(['b', 'a']);
  });
});

describe('one at a time', () => {
  test('a key in work is not handed out again until it is done, and then once', async () => {
    queue.add('a');
    await queue.take(never);
    queue.add('a');
    queue.add('a', { priority: 3 });
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(await takeAll()).toEqual(['a']);
  });

  test('a waiting taker gets a key as it comes', async () => {
    const taken = queue.take(never);
    queue.add('a');
    expect(await taken).toBe('a');
  });

  test('a taker whose signal aborts gets nothing and loses no key', async () => {
    const abort = new AbortController();
    const taken = queue.take(abort.signal);
    abort.abort();
    expect(await taken).toBeUndefined();
    queue.add('a');
    expect(await takeAll()).toEqual(['a']);
  });
});

describe('delays', () => {
  test('a delayed key waits its time; the earlier of two delays holds', async () => {
    queue.add('a', { afterMs: 100 });
    queue.add('a', { afterMs: 50 });
    queue.add('a', { afterMs: 500 });
    await clock.advance(49);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(await takeAll()).toEqual(['a']);
    expect(clock.pending).toBe(0);
  });

  test('retries wait twice as long each time, up to the bound, until the key is forgotten', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 6; round++) {
      if (round === 5) queue.forget('a');
      const began = clock.monotonic();
      queue.retry('a');
      while (queue.length === 0) await clock.advance(10);
      waits.push(clock.monotonic() - began);
      await queue.take(never);
      queue.done('a');
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 100]);
  });

  test('a retry waits at least as long as the server asked', async () => {
    queue.retry('a', { atLeastMs: 3000 });
    await clock.advance(2999);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });

  test('clear forgets what waits now and later', async () => {
    queue.add('a');
    queue.add('b', { afterMs: 10 });
    queue.clear();
    await clock.advance(100);
    expect([queue.length, clock.pending]).toEqual([0, 0]);
  });
});

test('it is unhealthy while work on one key takes too long', async () => {
  queue.add('a');
  await queue.take(never);
  await clock.advance(5000);
  expect(queue.healthy()).toEqual({ ok: true });
  await clock.advance(1000);
  expect(queue.healthy()).toEqual({ ok: false, message: 'test: one key in work for 6 s' });
  queue.done('a');
  expect(queue.healthy().ok).toBe(true);
});
