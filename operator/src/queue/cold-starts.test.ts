import { beforeEach, describe, expect, it } from 'vitest';
import { ColdStarts } from './cold-starts.ts';

let woken: string[];
let starts: ColdStarts;
beforeEach(() => {
  woken = [];
  starts = new ColdStarts((key) => woken.push(key));
});

const LIMIT = 2;
const start = (uid: string): boolean => starts.tryStart({ uid, key: `tenant/${uid}` }, LIMIT);

describe('cold starts', () => {
  it('are no more at once than the nodes should bear', () => {
    expect(['a', 'b', 'c', 'd'].map(start)).toEqual([true, true, false, false]);
    expect(starts.size).toBe(LIMIT);
  });

  it('are counted once for a session that asks again', () => {
    expect(['a', 'a', 'b', 'b'].map(start)).toEqual([true, true, true, true]);
  });

  it('wake who waited longest, each once, when one ends', () => {
    for (const uid of ['a', 'b', 'c', 'd']) start(uid);
    starts.end('a');
    expect(woken).toEqual(['tenant/c']);
    expect(start('c')).toBe(true);
    starts.end('b');
    expect(woken).toEqual(['tenant/c', 'tenant/d']);
    starts.end('b');
    expect(woken).toHaveLength(2);
  });

  it('do not wake who no longer waits', () => {
    for (const uid of ['a', 'b', 'c']) start(uid);
    starts.end('c');
    starts.end('a');
    expect(woken).toEqual([]);
  });
});
