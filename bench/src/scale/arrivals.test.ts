import { expect, it } from 'vitest';
import { burst, poisson, steady } from './arrivals.ts';

it('Poisson arrivals have their rate, are in order and end in time', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const { at } = poisson(45, 60, random);
  expect(at.length).toBeGreaterThan(2700 * 0.9);
  expect(at.length).toBeLessThan(2700 * 1.1);
  expect([...at].sort((a, b) => a - b)).toEqual(at);
  expect(at.at(-1)).toBeLessThan(60_000);
});

it('steady ones have equal gaps, and a burst has none', () => {
  expect(steady(4, 1).at).toEqual([0, 250, 500, 750]);
  expect(burst(3).at).toEqual([0, 0, 0]);
});
