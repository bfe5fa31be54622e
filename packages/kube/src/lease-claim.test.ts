import { describe, expect, test } from 'vitest';
import type { Lease } from './builtin.ts';
import { claimedLease, decideLease, microTime, observeLease } from './lease-claim.ts';

const me = { identity: 'me', leaseDurationMs: 15_000 };
const lease = (holderIdentity: string, renewTime = 't1', more: NonNullable<Lease['spec']> = {}): Lease => ({
  metadata: { name: 'l', uid: 'u', resourceVersion: '1' },
  spec: { holderIdentity, renewTime, leaseDurationSeconds: 15, leaseTransitions: 2, ...more },
});
const seenAt = (since: number, of: Lease) => ({ lease: of, since });

describe('what to do with the lease', () => {
  test.each([
    ['none', undefined, 0, 'create', 'there is no lease'],
    ['our own', seenAt(0, lease('me')), 99_000, 'renew', 'the lease is ours'],
    ['a released one', seenAt(0, lease('')), 0, 'take', 'the lease was released'],
    ["another's, fresh", seenAt(1_000, lease('you')), 15_999, 'wait', 'you holds the lease'],
    [
      "another's, unchanged for its duration",
      seenAt(1_000, lease('you')),
      16_000,
      'take',
      'you did not renew the lease',
    ],
    [
      "another's, with its own longer duration",
      seenAt(0, lease('you', 't1', { leaseDurationSeconds: 60 })),
      59_000,
      'wait',
      'you holds the lease',
    ],
  ])('%s', (_what, observed, now, action, reason) => {
    expect(decideLease(observed, me, now)).toMatchObject({ action, reason });
  });

  test('a renew time of the far past or future changes nothing: clocks of machines are not compared', () => {
    for (const renewTime of ['1970-01-01T00:00:00.000000Z', '2999-01-01T00:00:00.000000Z']) {
      expect(decideLease(seenAt(0, lease('you', renewTime)), me, 5_000)).toMatchObject({
        action: 'wait',
        waitMs: 10_000,
      });
    }
  });
});

describe('when a lease was first seen as it is', () => {
  const before = seenAt(100, lease('you', 't1'));
  test.each([
    ['a renewal starts anew', lease('you', 't2'), 900],
    ['another holder starts anew', lease('her', 't1'), 900],
    ['a lease made again starts anew', { ...lease('you', 't1'), metadata: { name: 'l', uid: 'v' } }, 900],
    [
      'an edited label does not',
      { ...lease('you', 't1'), metadata: { name: 'l', uid: 'u', resourceVersion: '2' } },
      100,
    ],
  ])('%s', (_what, now, since) => {
    expect(observeLease(now, before, 900).since).toBe(since);
  });
});

test('transitions count changes of the holder, and the time of acquiring stays through renewals', () => {
  expect(claimedLease(undefined, me, 't9')).toMatchObject({ leaseTransitions: 0, acquireTime: 't9', renewTime: 't9' });
  expect(claimedLease(seenAt(0, lease('you')), me, 't9')).toMatchObject({ leaseTransitions: 3, acquireTime: 't9' });
  const mine = seenAt(0, lease('me', 't1', { acquireTime: 't0' }));
  expect(claimedLease(mine, me, 't9')).toMatchObject({ leaseTransitions: 2, acquireTime: 't0', renewTime: 't9' });
});

test('a MicroTime has six digits', () => {
  expect(microTime(0)).toBe('1970-01-01T00:00:00.000000Z');
});
