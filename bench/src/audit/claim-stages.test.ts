import { describe, expect, it } from 'vitest';
import { claimStages, writesBeside } from './claim-stages.ts';
import type { Write } from './writes.ts';

const write = (verb: string, resource: string, name: string, at: number, answeredAt: number): Write => ({
  verb,
  resource,
  name,
  agent: 'switchboard-operator',
  at,
  answeredAt,
});

const claim = (name: string, from: number): Write[] => [
  write('create', 'voicesessions', name, from, from + 4),
  write('patch', 'pods', `pod-of-${name}`, from + 6, from + 14),
  write('update', 'voicesessions/status', name, from + 17, from + 25),
  write('update', 'voicesessions/status', name, from + 35, from + 42),
];

const expected = {
  create: 4,
  'create to reserve': 2,
  reserve: 8,
  'reserve to commit': 3,
  commit: 8,
  'commit to Ready': 10,
  Ready: 7,
  whole: 42,
};

describe('claimStages', () => {
  it('finds each claim in what the log says in any order', () => {
    const writes = [...claim('desk-0', 0), ...claim('desk-1', 100)].reverse();
    expect(claimStages(writes, 'voicesessions', 'desk-')).toEqual([expected, expected]);
  });

  it('takes the reservation that held, where one was refused or made twice', () => {
    const writes = [...claim('desk-0', 0), write('patch', 'pods', 'taken', 1, 2)];
    expect(claimStages(writes, 'voicesessions', 'desk-')).toEqual([expected]);
  });

  it.each([
    ['the claim of another case', claim('burst-0', 0)],
    ['a session that was never ready', claim('desk-0', 0).slice(0, 3)],
    ['a session without a reservation', claim('desk-0', 0).filter(({ resource }) => resource !== 'pods')],
  ])('leaves out %s', (_, writes) => {
    expect(claimStages(writes, 'voicesessions', 'desk-')).toEqual([]);
  });
});

it('writesBeside counts what others write between a create and its Ready, and nothing of the claim itself', () => {
  const budget = (at: number) => write('update', 'poddisruptionbudgets/status', 'live', at, at + 5);
  const writes = [...claim('desk-0', 0), ...claim('desk-1', 100), budget(15), budget(115), budget(60)];
  expect(writesBeside([...writes, write('patch', 'pods/status', 'p', 20, 25)], 'voicesessions', 'desk-')).toEqual({
    'update poddisruptionbudgets/status': 1,
    'patch pods/status': 0.5,
  });
});
