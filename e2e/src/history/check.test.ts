import { annotations, labels, SESSION_FINALIZER, type SessionStatus } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { rules, violations } from './check.ts';
import type { Entry, SeenPod } from './entry.ts';

let revision = 0;

function session(uid: string, status: SessionStatus = {}, more: { finalizer?: boolean; gone?: boolean } = {}): Entry {
  const { finalizer = true, gone = false } = more;
  const finalizers = finalizer ? [SESSION_FINALIZER] : [];
  return { kind: 'session', gone, revision: ++revision, object: { metadata: { name: uid, uid, finalizers }, status } };
}

interface PodOptions {
  readonly of?: string;
  readonly room?: string;
  readonly claim?: string;
  readonly guarded?: boolean;
  /** Told to go at this moment. */
  readonly goesMs?: number;
  readonly gone?: boolean;
}

function pod(uid: string, options: PodOptions = {}): Entry {
  const { of, room, goesMs, gone = false } = options;
  const { claim = of === undefined ? 'warm' : 'claimed', guarded = of !== undefined } = options;
  const metadata = {
    name: uid,
    uid,
    labels: { [labels.claim]: claim },
    annotations: {
      'cluster-autoscaler.kubernetes.io/safe-to-evict': String(!guarded),
      ...(of === undefined ? {} : { [annotations.sessionUid]: of }),
      ...(room === undefined ? {} : { [annotations.room]: room }),
    },
    ...(goesMs === undefined
      ? {}
      : { deletionTimestamp: new Date(goesMs + 10_000).toISOString(), deletionGracePeriodSeconds: 10 }),
  };
  return { kind: 'pod', gone, revision: ++revision, object: { metadata } as SeenPod };
}

const word = (of: string, from: string, atMs: number): Entry => ({ kind: 'word', atMs, pod: from, session: of });

const bound = (uid: string, more: SessionStatus = {}): SessionStatus => ({
  phase: 'Starting',
  pod: { name: uid, uid, warm: true, attempt: 1 },
  room: `room-${uid}`,
  ...more,
});
const ready = (uid: string): SessionStatus => bound(uid, { phase: 'Ready', readyAt: 'then' });
const ended: SessionStatus = {
  phase: 'Ended',
  endReason: 'Stopped',
  reason: 'Stopped',
  message: 'why',
  endedAt: 'now',
};

const broken = (...entries: Entry[]): string[] => [...new Set(violations(entries).map(({ rule }) => rule))];

describe('a history that keeps every rule', () => {
  it('a warm claim, from its queue to its end', () => {
    const history = [
      session('s', { phase: 'Pending', reason: 'Queued', queuePosition: 2 }),
      pod('a', { room: 'room-a' }),
      pod('a', { room: 'room-a', of: 's' }),
      session('s', bound('a')),
      word('s', 'a', 1000),
      session('s', ready('a')),
      session('s', { ...ready('a'), phase: 'Active', activeAt: 'later', reported: 2 }),
      session('s', { ...ready('a'), activeAt: 'later', reason: 'CallerAway', reported: 3 }),
      session('s', { ...ready('a'), phase: 'Active', activeAt: 'later', reported: 4 }),
      session('s', { ...bound('a'), ...ended, readyAt: 'then', activeAt: 'later', reported: 5 }),
      pod('a', { room: 'room-a', of: 's', goesMs: 5000 }),
      session('s', { ...bound('a'), ...ended, readyAt: 'then', activeAt: 'later', reported: 5 }, { finalizer: false }),
      pod('a', { room: 'room-a', of: 's', goesMs: 5000, gone: true }),
      session('s', { ...bound('a'), ...ended }, { gone: true, finalizer: false }),
    ];
    expect(violations(history)).toEqual([]);
  });

  it('a deaf pod that is told to go before another is named, and hears late', () => {
    const history = [
      session('s'),
      pod('a', { of: 's' }),
      session('s', bound('a')),
      pod('a', { of: 's', goesMs: 4000 }),
      pod('b', { of: 's' }),
      session('s', bound('b')),
      word('s', 'a', 4100),
      word('s', 'b', 4500),
      session('s', ready('b')),
    ];
    expect(violations(history)).toEqual([]);
  });

  it('a pod of its own, given up for a warm one before either was told', () => {
    const history = [
      session('s', { phase: 'Pending' }),
      pod('own', { of: 's', claim: 'cold' }),
      pod('warm', {}),
      pod('warm', { of: 's' }),
      session('s', bound('warm')),
      pod('own', { of: 's', claim: 'cold', goesMs: 1 }),
      word('s', 'warm', 9000),
      session('s', ready('warm')),
    ];
    expect(violations(history)).toEqual([]);
  });
});

const wrong: Record<string, () => Entry[]> = {
  'one live pod': () => [
    session('s'),
    pod('a', { of: 's' }),
    pod('b', { of: 's' }),
    word('s', 'a', 1000),
    word('s', 'b', 6000),
  ],
  'a pod for one session': () => [pod('a', { of: 's' }), pod('a', { of: 'other' })],
  'reserved before named': () => [session('s'), pod('a'), session('s', bound('a')), pod('a', { of: 's' })],
  'the old pod goes first': () => [
    session('s'),
    pod('a', { of: 's' }),
    session('s', bound('a')),
    pod('b', { of: 's' }),
    session('s', { ...bound('b'), room: 'room-b' }),
    pod('a', { of: 's', goesMs: 1 }),
  ],
  'finalizer around everything': () => [
    session('s', {}, { finalizer: false }),
    pod('a', { of: 's' }),
    session('s', {}, { finalizer: true }),
  ],
  'a room for one pod': () => [pod('a', { room: 'again' }), pod('b', { room: 'again' })],
  'guarded while claimed': () => [pod('a', { of: 's', guarded: false })],
  'phases go forward': () => [session('s', { phase: 'Ready' }), session('s', { phase: 'Pending' })],
  'one reason': () => [session('s', ended), session('s', { ...ended, endReason: 'OOMKilled' })],
  'a place only in the queue': () => [session('s', { phase: 'Ready', queuePosition: 1 })],
  'what was said stays': () => [session('s', ready('a')), session('s', { ...ready('a'), readyAt: 'other' })],
};

describe('a history that breaks a rule', () => {
  it.each(rules.map(({ name }) => name))('%s', (name) => {
    expect(broken(...(wrong[name]?.() ?? []))).toEqual([name]);
  });

  it.each<[string, string, () => Entry[]]>([
    [
      'another pod after it was ready',
      'the old pod goes first',
      () => [
        session('s'),
        pod('a', { of: 's' }),
        session('s', ready('a')),
        pod('a', { of: 's', goesMs: 1 }),
        pod('b', { of: 's' }),
        session('s', { ...ready('b'), room: 'room-a' }),
      ],
    ],
    [
      'a session let go while its pod lives',
      'finalizer around everything',
      () => [session('s'), pod('a', { of: 's' }), session('s', ended, { finalizer: false })],
    ],
    [
      'a room without a finalizer',
      'finalizer around everything',
      () => [session('s', { phase: 'Starting', room: 'r' }, { finalizer: false })],
    ],
    ['a session named by two pods’ words', 'a pod for one session', () => [word('s', 'a', 1), word('other', 'a', 2)]],
    ['an end without a reason', 'one reason', () => [session('s', { phase: 'Ended' })]],
    ['a reason without an end', 'one reason', () => [session('s', { phase: 'Ready', endReason: 'Stopped' })]],
    ['an ended session that lives again', 'phases go forward', () => [session('s', ended), session('s', ready('a'))]],
    [
      'a report folded twice',
      'what was said stays',
      () => [session('s', { ...ready('a'), reported: 4 }), session('s', { ...ready('a'), reported: 3 })],
    ],
    [
      'two sessions that name one pod',
      'a pod for one session',
      () => [session('s', bound('a')), session('other', { ...bound('a'), room: 'another' })],
    ],
  ])('%s', (_sentence, rule, history) => {
    expect(broken(...history())).toContain(rule);
  });

  it('whatever the order in which it was heard', () => {
    const history = wrong['phases go forward']?.() ?? [];
    expect(broken(...history.reverse())).toEqual(['phases go forward']);
  });
});
