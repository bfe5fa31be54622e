import { type PoolSpec, poolSpec } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { scheduleProblem, targetsAt } from './schedule.ts';

const office = {
  name: 'office',
  start: '0 8 * * 1-5',
  end: '0 18 * * 1-5',
  timeZone: 'Europe/Berlin',
  min: 20,
  buffer: 5,
};

const spec = (...schedule: object[]): PoolSpec =>
  poolSpec.parse({ agent: 'desk', min: 2, max: 100, buffer: 1, schedule });

const at = (moment: string, ...schedule: object[]) => targetsAt(spec(...schedule), new Date(moment));

const own = { min: 2, buffer: 1 };
const busy = { min: 20, buffer: 5 };

describe('the targets of a pool with office hours in Berlin', () => {
  it.each<[string, string, object]>([
    ['before eight in winter', '2026-01-14T06:59:59Z', own],
    ['at eight in winter', '2026-01-14T07:00:00Z', busy],
    ['before six in winter', '2026-01-14T16:59:59Z', busy],
    ['at six in winter', '2026-01-14T17:00:00Z', own],
    ['at eight in summer, an hour earlier for the rest of the world', '2026-07-15T06:00:00Z', busy],
    ['at six in summer', '2026-07-15T16:00:00Z', own],
    ['at noon on a Sunday', '2026-01-18T11:00:00Z', own],
    ['on the Monday after the clocks went forward', '2026-03-30T06:00:00Z', busy],
    ['on the Friday before', '2026-03-27T06:30:00Z', own],
  ])('%s', (_when, moment, expected) => {
    expect(at(moment, office)).toEqual(expected);
  });
});

describe('windows', () => {
  const noon = '2026-01-14T11:00:00Z';

  it('that replace only one number leave the other', () => {
    expect(at(noon, { ...office, buffer: undefined })).toEqual({ min: 20, buffer: 1 });
  });

  it('may lower a number, and where they overlap the larger holds', () => {
    expect(at(noon, { ...office, min: 0 })).toEqual({ min: 0, buffer: 5 });
    expect(at(noon, office, { ...office, name: 'more', min: 30, buffer: 2 })).toEqual({ min: 30, buffer: 5 });
  });

  it('may begin on one day and end on the next', () => {
    const night = { name: 'night', start: '0 22 * * *', end: '0 6 * * *', timeZone: 'UTC', min: 9 };
    expect(at('2026-01-14T23:00:00Z', night).min).toBe(9);
    expect(at('2026-01-15T05:59:00Z', night).min).toBe(9);
    expect(at('2026-01-15T06:00:00Z', night).min).toBe(2);
  });

  it('that cannot be understood are said to their author, and count for nothing', () => {
    const wrong = { ...office, timeZone: 'Europe/Nowhere' };
    expect(scheduleProblem(spec(wrong))).toMatch(/office.*0 8 \* \* 1-5.*Europe\/Nowhere/);
    expect(scheduleProblem(spec({ ...office, end: '61 25 * * 1' }))).toMatch(/61 25/);
    expect(at(noon, wrong)).toEqual(own);
    expect(scheduleProblem(spec(office))).toBeUndefined();
  });
});
