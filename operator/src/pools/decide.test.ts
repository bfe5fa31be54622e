import { describe, expect, it } from 'vitest';
import { decidePool, type Member, type PoolView, type WarmState } from './decide.ts';

let next = 0;
const warm = (state: WarmState, ageMs = 0): Member => ({ uid: `${state}-${next++}`, kind: 'warm', state, ageMs });
const many = (count: number, make: () => Member): Member[] => Array.from({ length: count }, make);
const claimed = (): Member => ({ uid: `claimed-${next++}`, kind: 'claimed' });
const going = (): Member => ({ uid: `going-${next++}`, kind: 'going' });

function plan(members: Member[], more: { min?: number; buffer?: number; max?: number; allowance?: number } = {}) {
  const { min = 0, buffer = 0, max = 100, allowance = Number.POSITIVE_INFINITY } = more;
  const view: PoolView = { spec: { max }, targets: { min, buffer }, members, allowance };
  const { create, remove, desired } = decidePool(view);
  return { create, remove: remove.map(({ why }) => why), desired };
}

describe('a pool', () => {
  it.each<[string, ReturnType<typeof plan>, ReturnType<typeof plan>]>([
    ['fills up to min', plan([], { min: 3 }), { create: 3, remove: [], desired: 3 }],
    ['counts pods on their way', plan([warm('starting')], { min: 3 }), { create: 2, remove: [], desired: 3 }],
    ['keeps a buffer beyond the claimed', plan(many(5, claimed), { buffer: 2 }), { create: 2, remove: [], desired: 7 }],
    ['never passes max', plan(many(5, claimed), { buffer: 9, max: 8 }), { create: 3, remove: [], desired: 8 }],
    [
      'counts pods that are still going away',
      plan(many(4, going), { min: 5, max: 6 }),
      { create: 2, remove: [], desired: 5 },
    ],
    ['makes no more than it is allowed', plan([], { min: 5, allowance: 1 }), { create: 1, remove: [], desired: 5 }],
    [
      'drops what is over',
      plan(
        many(3, () => warm('ready')),
        { min: 1 },
      ),
      { create: 0, remove: ['surplus', 'surplus'], desired: 1 },
    ],
    [
      'touches no claimed pod when max shrinks',
      plan(many(5, claimed), { max: 2 }),
      { create: 0, remove: [], desired: 2 },
    ],
    ['replaces what failed', plan([warm('failed')], { min: 1 }), { create: 1, remove: ['failed'], desired: 1 }],
    [
      'replaces what is lost with its node',
      plan([warm('lost')], { min: 1 }),
      { create: 1, remove: ['lost'], desired: 1 },
    ],
    [
      'rolls what has another runtime',
      plan([warm('outdated')], { min: 1 }),
      { create: 1, remove: ['rolled'], desired: 1 },
    ],
    ['replaces what is too old', plan([warm('expired')], { min: 1 }), { create: 1, remove: ['expired'], desired: 1 }],
    [
      'makes the successor before the old one goes',
      plan([warm('retiring')], { min: 1 }),
      { create: 1, remove: [], desired: 1 },
    ],
    [
      'waits for room to replace when it is at max',
      plan([warm('outdated')], { min: 1, max: 1 }),
      { create: 0, remove: ['rolled'], desired: 1 },
    ],
  ])('%s', (_sentence, got, wanted) => expect(got).toEqual(wanted));

  it('gives up pods that are not ready before those that are, and the young before the old', () => {
    const old = warm('ready', 1000);
    const members = [old, warm('ready', 10), warm('starting')];
    const removed = decidePool({ spec: { max: 9 }, targets: { min: 1, buffer: 0 }, members, allowance: 9 }).remove;
    expect(removed.map(({ uid }) => uid)).not.toContain(old.uid);
  });

  it('is never over max, whatever comes and goes', () => {
    const members: Member[] = [];
    for (let step = 0; step < 500; step++) {
      const { create, remove } = decidePool({
        spec: { max: 10 },
        targets: { min: 4, buffer: step % 5 },
        members,
        allowance: 99,
      });
      const gone = new Set(remove.map(({ uid }) => uid));
      members.forEach((member, at) => {
        if (gone.has(member.uid)) members[at] = { uid: member.uid, kind: 'going' };
        else if (step % 7 === at && member.kind === 'warm') members[at] = { uid: member.uid, kind: 'claimed' };
      });
      members.push(...many(create, () => warm(step % 3 === 0 ? 'failed' : 'ready')));
      expect(members.length).toBeLessThanOrEqual(10);
      if (step % 4 === 0) members.splice(0, 2);
    }
  });
});
