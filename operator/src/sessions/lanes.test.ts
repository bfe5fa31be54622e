import { expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('lets so many in at once, the others in the order they came', async () => {
  const lanes = new Lanes(2);
  const leaves: (() => void)[] = [];
  const begun: number[] = [];
  for (const at of [0, 1, 2, 3]) {
    void lanes.enter().then((leave) => {
      begun.push(at);
      leaves[at] = leave;
    });
  }
  await settle();
  expect(begun).toEqual([0, 1]);
  expect(lanes.inUse).toBe(4);
  leaves[1]?.();
  leaves[1]?.();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  leaves[0]?.();
  await settle();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const leave of leaves) leave();
  expect(lanes.inUse).toBe(0);
});
