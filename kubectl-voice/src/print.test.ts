import { sessionSpec } from '@switchboard/api';
import { expect, test } from 'vitest';
import { summary } from './drain.ts';
import type { Session } from './objects.ts';
import { ageOf, bytesOf } from './quantity.ts';
import { shareLink } from './talk.ts';
import { print } from './top.ts';
import { story } from './why.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const session = (name: string, status: Session['status']): Session => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: sessionSpec.parse({ agent: 'desk' }),
  ...(status && { status }),
});
const pod = { name: 'desk-1', uid: 'u', node: 'node-1', warm: true, attempt: 1 };
const MiB = 2 ** 20;

test('top puts first who is nearest to its limit', () => {
  const rows = [
    {
      session: session('calm', { phase: 'Active', pod }),
      nowBytes: 90 * MiB,
      peakBytes: 95 * MiB,
      limitBytes: 300 * MiB,
    },
    {
      session: session('full', { phase: 'Active', pod }),
      nowBytes: 280 * MiB,
      peakBytes: 290 * MiB,
      limitBytes: 300 * MiB,
    },
    { session: session('waits', undefined), nowBytes: undefined, peakBytes: undefined, limitBytes: undefined },
  ];
  expect(print(rows, now).split('\n')).toEqual([
    'NAMESPACE   NAME    AGENT   PHASE     MEMORY   PEAK    LIMIT   USED   NODE     AGE',
    'shop        full    desk    Active    280Mi    290Mi   300Mi   93%    node-1   10m',
    'shop        calm    desk    Active    90Mi     95Mi    300Mi   30%    node-1   10m',
    'shop        waits   desk    Pending   -        -       -       -      -        10m',
  ]);
  expect(print([], now)).toBe('No live sessions.');
});

test('why an ended session ended: whose doing it was and what to do', () => {
  const status = {
    phase: 'Ended',
    reason: 'OOMKilled',
    endReason: 'OOMKilled',
    message: 'Killed at 300Mi.',
    pod,
    boundAt: '2026-01-01T00:00:00.200Z',
    endedAt: '2026-01-01T00:05:00Z',
    memoryPeak: '299Mi',
  } as const;
  const told = story(session('call', status), [], now);
  expect(told).toContain('shop/call, agent desk: Ended, OOMKilled');
  expect(told).toContain('Killed at 300Mi.');
  expect(told).toContain('Whose doing: platform');
  expect(told).toContain('Raise spec.runtime.memoryLimit.');
  expect(told).toContain('+0.2 s  bound to the warm pod desk-1 on node-1');
  expect(told).toContain('+300.0 s  ended; peak of memory 299Mi');
  expect(told).toContain('Events: none');
});

test('a reason of a newer operator is told as it is', () => {
  const told = story(session('call', { phase: 'Ended', endReason: 'Moonrise', message: 'Howl.' } as never), [], now);
  expect(told).toContain('It ended for the reason Moonrise.');
  expect(told).toContain('Howl.');
});

test('why one waits: its place in the queue, and its Events in order', () => {
  const event = (second: number, reason: string) => ({
    type: 'Normal',
    reason,
    note: 'said',
    eventTime: `2026-01-01T00:00:0${second}Z`,
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
  });
  const status = { phase: 'Pending', reason: 'TenantLimit', message: 'Full.', queuePosition: 3 } as const;
  const told = story(session('call', status), [event(4, 'Second'), event(2, 'First')], now).split('\n');
  expect(told[0]).toBe('shop/call, agent desk: Pending, TenantLimit');
  expect(told).toContain('  Place in the queue: 3');
  expect(told.slice(-2)).toEqual(['     +2.0 s  Normal First: said', '     +4.0 s  Normal Second: said']);
});

test('a drain names how many there are, and who', () => {
  expect(summary('node-1', { live: [], warm: [] })).toBe('node-1: 0 live conversations, 0 warm pods.');
  const told = summary('node-1', { live: [session('call', { phase: 'Active', pod })], warm: [] });
  expect(told).toContain('node-1: 1 live conversation, 0 warm pods.');
  expect(told).toContain('shop        call   desk    Active');
});

test('a share link names the tenant, and says when a key is wanted', () => {
  const agent = (requireKey: boolean) =>
    ({ metadata: { name: 'ada', namespace: 'shop' }, spec: { share: { enabled: true, requireKey } } }) as never;
  expect(shareLink('https://voice', agent(false))).toBe('https://voice/agent/ada?tenant=shop');
  expect(shareLink('https://voice', agent(true))).toContain('Visitors need an API key');
});

test('quantities and ages', () => {
  expect([bytesOf('300Mi'), bytesOf('41234Ki'), bytesOf('1.5G'), bytesOf('12'), bytesOf('x')]).toEqual([
    300 * MiB,
    41_234 * 1024,
    1.5e9,
    12,
    undefined,
  ]);
  expect(ageOf('2026-01-01T00:09:15Z', now)).toBe('45s');
  expect(ageOf('2025-12-30T00:00:00Z', now)).toBe('2d');
});
