import { beforeEach, describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

let woken: string[];
let lanes: Lanes;
beforeEach(() => {
  woken = [];
  lanes = new Lanes(2, (key) => woken.push(key));
});

const enter = (uid: string) => lanes.enter({ uid, key: `tenant/${uid}` });

describe('lanes', () => {
  it('let so many in at once, and call the others in the order they came', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(enter);
    expect([a, b, c, d].map((leave) => leave !== undefined)).toEqual([true, true, false, false]);
    expect(lanes.inUse).toBe(4);
    b?.();
    b?.();
    expect(woken).toEqual(['tenant/c']);
    const again = enter('c');
    a?.();
    expect(woken).toEqual(['tenant/c', 'tenant/d']);
    again?.();
    enter('d')?.();
    expect(lanes.inUse).toBe(0);
  });

  it('let nobody in before those who wait longer, however often it asks', () => {
    const [a] = ['a', 'b', 'c', 'd'].map(enter);
    a?.();
    expect(['d', 'e', 'd'].map(enter)).toEqual([undefined, undefined, undefined]);
    expect(enter('c')).toBeDefined();
    expect(woken).toEqual(['tenant/c']);
  });

  it('do not wait for who wants none any more', () => {
    const [a] = ['a', 'b', 'c', 'd'].map(enter);
    a?.();
    lanes.forget('c');
    expect(woken).toEqual(['tenant/c', 'tenant/d']);
    expect(enter('d')).toBeDefined();
  });
});
