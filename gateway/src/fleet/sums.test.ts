import { expect, test } from 'vitest';
import { endsOf, nodesOf } from './sums.ts';

const worker = (node: string | undefined, session: string | undefined, now: number) => ({
  pod: 'p',
  uid: 'u',
  agent: 'ada',
  state: 'Talking',
  ...(node && { node }),
  ...(session && { session }),
  memoryNowBytes: now,
  memoryPeakBytes: now * 2,
  memoryLimitBytes: 300,
  lastHeartbeatSeconds: 1,
});

test('a node carries what its pods carry together, and the largest peak of one', () => {
  const nodes = nodesOf([worker('b', undefined, 40), worker('a', 's-1', 100), worker('a', 's-2', 110)]);
  expect(nodes).toEqual([
    { node: 'a', pods: 2, sessions: 2, memoryNowBytes: 210, memoryPeakBytes: 220, memoryLimitBytes: 600 },
    { node: 'b', pods: 1, sessions: 0, memoryNowBytes: 40, memoryPeakBytes: 80, memoryLimitBytes: 300 },
  ]);
  expect(nodesOf([worker(undefined, undefined, 1)])[0]).not.toHaveProperty('node');
});

test('ends are told with whose doing they were, the most frequent first', () => {
  const ends = endsOf({ Stopped: 1, OOMKilled: 3, NotAReason: 9 });
  expect(ends.map(({ reason, count }) => [reason, count])).toEqual([
    ['OOMKilled', 3],
    ['Stopped', 1],
  ]);
  expect(ends[1]).toMatchObject({ blame: 'caller' });
});
