import type { VoiceSessionObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import { milliseconds, percentiles, statusOf } from './status.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const session = (status: object | undefined, created = '2026-01-01T11:59:00Z') =>
  ({ metadata: { creationTimestamp: created }, spec: {}, ...(status && { status }) }) as VoiceSessionObject;

test.each([
  ['42ms', 42],
  ['1.3s', 1300],
  ['', undefined],
  ['fast', undefined],
])('%j is %o milliseconds', (text, value) => expect(milliseconds(text)).toBe(value));

test('percentiles are values that were measured', () => {
  expect(percentiles([])).toEqual({ count: 0 });
  expect(percentiles([5])).toEqual({ count: 1, p50Milliseconds: 5, p90Milliseconds: 5, p99Milliseconds: 5 });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentiles(hundred)).toEqual({ count: 100, p50Milliseconds: 50, p90Milliseconds: 90, p99Milliseconds: 99 });
});

test('only the last hour counts for latencies and reasons, and every phase has a number', () => {
  const old = '2026-01-01T10:00:00Z';
  const status = statusOf(
    [
      session({ phase: 'Ready', readyIn: '40ms' }),
      session({ phase: 'Ended', readyIn: '60ms', endReason: 'CallerLeft', endedAt: old }, old),
      session({ phase: 'Ended', endReason: 'OOMKilled', endedAt: '2026-01-01T11:30:00Z' }),
      session(undefined),
    ],
    [],
    now,
  );
  expect(status).toMatchObject({
    sessions: { Pending: 1, Starting: 0, Ready: 1, Active: 0, Ending: 0, Ended: 2 },
    queue: 1,
    startLatency: { count: 1, p50Milliseconds: 40 },
    endReasons: { OOMKilled: 1 },
  });
});
