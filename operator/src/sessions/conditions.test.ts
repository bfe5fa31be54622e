import { describe, expect, it } from 'vitest';
import { difference, withCondition } from './conditions.ts';

const at = { now: '2026-01-01T00:00:00Z', generation: 1 };
const ready = { type: 'Ready', status: 'True', reason: 'PodsReady', message: 'All are there.' } as const;

describe('what changed in a status', () => {
  it('is nothing when the same is said again, whatever order the API server gave the fields', () => {
    const stored = {
      conditions: [
        {
          lastTransitionTime: at.now,
          message: ready.message,
          observedGeneration: 1,
          reason: ready.reason,
          status: ready.status,
          type: ready.type,
        },
      ],
      ready: 1,
    };
    const conditions = withCondition(stored.conditions, ready, { ...at, now: '2026-01-01T00:01:00Z' });
    expect(difference(stored, { ready: 1, conditions })).toBeUndefined();
  });

  it.each<[string, object | undefined, object, object]>([
    ['all of it at first', undefined, { ready: 1 }, { ready: 1 }],
    ['the fields that are other', { ready: 1, pods: 2 }, { ready: 2, pods: 2 }, { ready: 2 }],
    [
      'null for what went, at every depth',
      { pod: { uid: 'a', node: 'n' } },
      { pod: { uid: 'a' } },
      { pod: { node: null } },
    ],
    ['a list as a whole', { names: ['a', 'b'] }, { names: ['b', 'a'] }, { names: ['b', 'a'] }],
  ])('is %s', (_sentence, before, after, patch) => expect(difference(before, after)).toEqual(patch));
});
