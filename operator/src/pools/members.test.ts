import { expect, test } from 'vitest';
import type { Member } from './decide.ts';
import { nextAgeMs } from './members.ts';

const warm = (ageMs: number): Member => ({ uid: String(ageMs), kind: 'warm', state: 'ready', ageMs });
const pool = { spec: { maximumAgeSeconds: 100 } } as Parameters<typeof nextAgeMs>[0];

test.each<[string, Member[], number]>([
  ['a young pod retires first', [warm(20_000)], 70_001],
  ['the oldest of several decides', [warm(20_000), warm(60_000)], 30_001],
  ['one that retires now is looked at once more, and then it has', [warm(90_000)], 1],
  ['one that has retired expires', [warm(94_000)], 6001],
  ['what has expired is not waited for', [warm(120_000)], Number.POSITIVE_INFINITY],
  ['a pod with a conversation does not age', [{ uid: 'a', kind: 'claimed' }], Number.POSITIVE_INFINITY],
])('%s', (_, members, ms) => {
  expect(nextAgeMs(pool, members)).toBe(ms);
});
