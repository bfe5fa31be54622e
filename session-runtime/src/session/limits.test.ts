import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { LimitClocks, type LimitReached } from './limits.ts';

const limits = { pendingSeconds: 60, joinSeconds: 60, idleSeconds: 120, maxDurationSeconds: 600, reconnectSeconds: 30 };

function clocks() {
  const clock = new FakeClock();
  const told: string[] = [];
  const reached = (limit: LimitReached) => told.push(`${clock.monotonic() / 1000} ${limit}`);
  return { clock, told, watch: new LimitClocks(limits, { clock, reached }) };
}

test('a caller who never comes', async () => {
  const { clock, told } = clocks();
  await clock.advance(61_000);
  expect(told).toEqual(['60 JoinTimeout']);
});

test('a caller who leaves and comes back in time, and then does not', async () => {
  const { clock, told, watch } = clocks();
  watch.callerJoined();
  await clock.advance(100_000);
  watch.callerLeft();
  await clock.advance(29_000);
  watch.callerJoined();
  await clock.advance(100_000);
  watch.callerLeft();
  await clock.advance(31_000);
  expect(told).toEqual(['259 CallerLeft']);
});

test('the longest duration, also when it is tightened under way', async () => {
  const { clock, told, watch } = clocks();
  watch.callerJoined();
  await clock.advance(100_000);
  watch.change({ ...limits, maxDurationSeconds: 120 });
  await clock.advance(21_000);
  expect(told).toEqual(['120 MaxDuration']);
});
