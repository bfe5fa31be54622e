import { beforeEach, describe, expect, it } from 'vitest';
import { Admission, type Applicant } from './admission.ts';

let limits: { cluster: number; tenant: number; queue: number; agent: number | undefined };
let woken: string[];
let admission: Admission;

const one = (uid: string, more: Partial<Applicant> = {}): Applicant => ({
  uid,
  key: `a/${uid}`,
  namespace: 'a',
  agent: 'a/desk',
  priority: 0,
  createdMs: 0,
  ...more,
});

beforeEach(() => {
  limits = { cluster: 100, tenant: 100, queue: 100, agent: undefined };
  woken = [];
  admission = new Admission(
    {
      cluster: () => limits.cluster,
      tenant: () => ({ sessions: limits.tenant, queue: limits.queue }),
      agent: () => limits.agent,
    },
    (key) => woken.push(key),
  );
});

describe('admission', () => {
  it.each([
    ['ClusterLimit', { cluster: 1 }],
    ['TenantLimit', { tenant: 1 }],
    ['AgentLimit', { agent: 1 }],
  ])('%s holds up the second session', (reason, bound) => {
    limits = { ...limits, ...bound };
    expect(admission.apply(one('1'))).toEqual({ admitted: true });
    expect(admission.apply(one('2'))).toEqual({ admitted: false, reason, position: 1 });
    admission.release('1');
    expect(woken).toEqual(['a/2']);
    expect(admission.apply(one('2'))).toEqual({ admitted: true });
  });

  it('lets the higher priority go first, then the older, then the earlier', () => {
    limits.tenant = 1;
    admission.apply(one('first'));
    admission.apply(one('young', { createdMs: 20 }));
    admission.apply(one('old', { createdMs: 10 }));
    admission.apply(one('urgent', { createdMs: 30, priority: 5 }));
    expect(admission.apply(one('young'))).toMatchObject({ position: 3 });
    for (const uid of ['first', 'urgent', 'old', 'young']) admission.release(uid);
    expect(woken).toEqual(['a/urgent', 'a/old', 'a/young']);
  });

  it('does not hold up who stands before no limit', () => {
    limits.agent = 1;
    admission.apply(one('1'));
    admission.apply(one('2'));
    expect(admission.apply(one('3', { agent: 'a/other' }))).toEqual({ admitted: true });
  });

  it('is bounded: who comes when the queue is full is turned away at once', () => {
    limits.tenant = 1;
    limits.queue = 2;
    for (const uid of ['1', '2', '3']) admission.apply(one(uid));
    expect(admission.apply(one('4'))).toEqual({ admitted: false, reason: 'QueueFull' });
    admission.release('4');
    expect(admission.waitingOf('a')).toBe(2);
  });

  it('admits when a limit is raised', () => {
    limits.tenant = 0;
    admission.apply(one('1'));
    limits.tenant = 1;
    admission.boundsChanged();
    expect(woken).toEqual(['a/1']);
  });

  it('counts what an earlier leader admitted, whatever the limits say now', () => {
    limits.tenant = 1;
    admission.restore(one('1'), true);
    admission.restore(one('2'), true);
    expect(admission.totals).toEqual({ admitted: 2, waiting: 0 });
    expect(admission.apply(one('3'))).toMatchObject({ reason: 'TenantLimit' });
  });

  it('never admits one too many, and forgets nobody, over a long random life', () => {
    limits = { cluster: 7, tenant: 5, queue: 1000, agent: 3 };
    const live = new Set<string>();
    const all = new Map<string, Applicant>();
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return (seed >> 8) % n;
    };
    for (let step = 0; step < 800; step++) {
      if (all.size < 25 && random(2) === 0) {
        const namespace = ['a', 'b'][random(2)] as string;
        const applicant = one(String(step), { namespace, agent: `${namespace}/${random(3)}`, priority: random(3) });
        all.set(applicant.uid, applicant);
      } else {
        const [uid] = [...all.keys()].slice(random(Math.max(1, all.size)));
        if (uid) {
          admission.release(uid);
          all.delete(uid);
        }
      }
      live.clear();
      for (const applicant of all.values()) if (admission.apply(applicant).admitted) live.add(applicant.uid);
      expect(live.size).toBeLessThanOrEqual(7);
      expect(admission.totals).toEqual({ admitted: live.size, waiting: all.size - live.size });
    }
  });
});
