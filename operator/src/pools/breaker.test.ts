import { FakeClock } from '@switchboard/service';
import { describe, expect, it } from 'vitest';
import { aPool } from '../testing/objects.ts';
import { Breaker } from './breaker.ts';
import { Pace } from './pace.ts';
import { scheduleProblem, targetsAt } from './schedule.ts';

describe('breaker', () => {
  it('waits longer after each failure, and then tries one pod at a time', async () => {
    const clock = new FakeClock();
    const breaker = new Breaker(clock);
    const waits: number[] = [];
    for (const pod of ['a', 'b', 'c', 'd']) {
      breaker.failed(pod, 'exit code 1');
      breaker.failed(pod, 'exit code 1');
      waits.push(breaker.waitMs());
      expect(breaker.allowance(0)).toBe(0);
      await clock.advance(breaker.waitMs());
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000]);
    expect([breaker.isOpen, breaker.allowance(0), breaker.allowance(1)]).toEqual([true, 1, 0]);
    breaker.succeeded();
    expect([breaker.isOpen, breaker.allowance(9)]).toEqual([false, Number.POSITIVE_INFINITY]);
  });
});

describe('pace', () => {
  it('makes warm pods slowly while sessions start, and saves nothing up', async () => {
    const clock = new FakeClock();
    let busy = false;
    let room = 100;
    const pace = new Pace({
      clock,
      perSecond: 40,
      perSecondBusy: 4,
      busy: () => busy,
      claiming: () => false,
      room: () => room,
    });
    await clock.advance(60_000);
    expect(pace.take(100, 0)).toBe(10);
    busy = true;
    let made = 0;
    for (let step = 0; step < 10; step++) {
      await clock.advance(1000);
      made += pace.take(100, 0);
    }
    expect(made).toBeLessThanOrEqual(40);
    made = 0;
    for (let step = 0; step < 10; step++) {
      await clock.advance(1000);
      made += pace.take(100, 0.5);
    }
    expect(made, 'half of the reserve is gone').toBeGreaterThan(40);
    expect([pace.againMs(0), pace.againMs(0.5)]).toEqual([250, 200]);
    room = -1;
    await clock.advance(60_000);
    expect(pace.take(100, 0)).toBe(0);
  });

  it('waits for claims that are being written, and not for those that never cease', async () => {
    const clock = new FakeClock();
    let claiming = true;
    const pace = new Pace({
      clock,
      perSecond: 40,
      perSecondBusy: 4,
      busy: () => false,
      claiming: () => claiming,
      room: () => 9,
    });
    await clock.advance(60_000);
    expect(pace.take(1, 1)).toBe(0);
    expect(pace.againMs(1)).toBe(200);
    claiming = false;
    expect([pace.take(1, 1), pace.againMs(1)]).toEqual([1, 200]);
    claiming = true;
    expect(pace.take(1, 1)).toBe(0);
    await clock.advance(1000);
    expect(pace.take(1, 1)).toBe(1);
    await clock.advance(1000);
    expect(pace.take(1, 1)).toBe(1);
  });
});

describe('schedule', () => {
  const window = { name: 'day', start: '0 8 * * 1-5', end: '0 18 * * 1-5', timeZone: 'Europe/Berlin', min: 20 };
  const { spec } = aPool({ min: 2, max: 50, buffer: 1, schedule: [window] });

  it.each([
    ['before it opens', '2026-01-05T06:59:00Z', 2],
    ['within it', '2026-01-05T07:01:00Z', 20],
    ['in summer an hour earlier by UTC', '2026-07-06T06:01:00Z', 20],
    ['after it closed', '2026-01-05T17:01:00Z', 2],
    ['at the weekend', '2026-01-10T10:00:00Z', 2],
  ])('%s', (_when, at, min) => expect(targetsAt(spec, new Date(at))).toEqual({ min, buffer: 1 }));

  it('says in words what it can’t understand', () => {
    const wrong = aPool({ schedule: [{ ...window, start: '99 99 * * *' }] });
    expect(scheduleProblem(wrong.spec)).toMatch(/window day: "99 99/);
    expect(scheduleProblem(spec)).toBeUndefined();
  });
});
