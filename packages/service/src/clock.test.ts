import { describe, expect, test } from 'vitest';
import { backoffDelay } from './backoff.ts';
import { systemClock } from './clock.ts';
import { FakeClock } from './fake-clock.ts';

describe('fake clock', () => {
  test('timers run in order of time, including those that timers start', async () => {
    const clock = new FakeClock();
    const seen: string[] = [];
    clock.after(20, () => seen.push('b'));
    clock.after(10, () => {
      seen.push('a');
      clock.after(5, () => seen.push('a+5'));
    });
    await clock.advance(15);
    expect(seen).toEqual(['a', 'a+5']);
    await clock.advance(5);
    expect(seen).toEqual(['a', 'a+5', 'b']);
    expect(clock.pending).toBe(0);
  });

  test('a sleep ends early when its signal aborts, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const sleep = clock.sleep(1000, abort.signal);
    abort.abort();
    await sleep;
    expect(clock.pending).toBe(0);
  });

  test('skew moves the wall clock only', async () => {
    const clock = new FakeClock(0);
    clock.skew(300_000);
    expect([clock.now(), clock.monotonic()]).toEqual([300_000, 0]);
  });
});

test('the system clock takes waits longer than a timer holds', async () => {
  let fired = false;
  const cancel = systemClock.after(2 ** 40, () => {
    fired = true;
  });
  await systemClock.sleep(5);
  cancel();
  expect(fired).toBe(false);
});

describe('backoff', () => {
  const options = { baseMs: 100, maxMs: 1000 };
  test.each([
    [0, 0, 100],
    [1, 0, 200],
    [9, 0, 1000],
    [10_000, 0, 1000],
    [0, 1, 50],
    [9, 1, 500],
  ])('attempt %i with chance %f waits %i ms', (attempt, chance, wait) => {
    expect(backoffDelay(attempt, options, () => chance)).toBe(wait);
  });
});
