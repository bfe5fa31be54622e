import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

test('opens after five failures, for longer each time, and closes at the first success', async () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  for (let failure = 0; failure < 4; failure++) breaker.failed();
  expect(breaker.pauseMs()).toBe(0);
  breaker.failed();
  expect(breaker.pauseMs()).toBe(5000);
  await clock.advance(5000);
  expect(breaker.pauseMs()).toBe(0);
  breaker.failed();
  expect(breaker.pauseMs()).toBe(10_000);
  breaker.succeeded();
  expect([breaker.pauseMs(), breaker.failures]).toEqual([0, 0]);
});
