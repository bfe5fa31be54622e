import { annotations } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import type { SeenPod, SeenSession } from './entry.ts';
import { type Ground, leftovers } from './leftovers.ts';

const session = (uid: string, phase: 'Active' | 'Ended'): SeenSession => ({
  metadata: { name: uid, uid },
  status: { phase, room: `room-${uid}` },
});

const pod = (name: string, of: string | undefined, owner = 'pool'): SeenPod =>
  ({
    metadata: {
      name,
      uid: name,
      annotations: of === undefined ? {} : { [annotations.sessionUid]: of },
      ownerReferences: [{ uid: owner }],
    },
  }) as SeenPod;

const ground = (change: Partial<Ground>): Ground => ({
  sessions: [],
  pods: [],
  owners: new Set(['pool', 'lives']),
  secrets: [],
  rooms: new Set(),
  ...change,
});

const found = (change: Partial<Ground>, rooms: string[] = []) =>
  leftovers(ground(change), rooms).map(({ rule }) => rule);

describe('what is left over at the end', () => {
  it('nothing, while a session lives and its pod, Secret and room with it', () => {
    const change = {
      sessions: [session('lives', 'Active')],
      pods: [pod('p', 'lives', 'lives'), pod('waits', undefined)],
      secrets: ['p-bus', 'waits-bus', 'tls'],
      rooms: new Set(['room-lives']),
    };
    expect(found(change, ['room-lives'])).toEqual([]);
  });

  it('nor a pod that is on its way out, with its Secret', () => {
    const { metadata } = pod('p', 'forgotten', 'nobody');
    const going = { metadata: { ...metadata, deletionTimestamp: 'now' } } as SeenPod;
    expect(found({ pods: [going], secrets: ['p-bus'] })).toEqual([]);
  });

  it.each<[string, Partial<Ground>, string[]]>([
    ['no orphan pod', { sessions: [session('lives', 'Ended')], pods: [pod('p', 'lives', 'lives')] }, []],
    ['no orphan pod', { pods: [pod('p', 'forgotten')] }, []],
    ['no pod without owner', { pods: [pod('p', undefined, 'nobody')] }, []],
    ['no orphan Secret', { secrets: ['p-bus'] }, []],
    ['no orphan room', { rooms: new Set(['r']) }, ['r']],
    ['no orphan room', { sessions: [session('s', 'Ended')], rooms: new Set(['room-s']) }, ['room-s']],
  ])('%s', (rule, change, rooms) => {
    expect(found(change, rooms)).toEqual([rule]);
  });
});
