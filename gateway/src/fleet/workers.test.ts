import type { VoiceSessionObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import type { Beat } from './heartbeats.ts';
import { loadOf } from './load.ts';
import { claimedPods, workersOf } from './workers.ts';

const beat = {
  heartbeat: { state: 'Talking', memory: { nowBytes: 1, peakBytes: 2, limitBytes: 3 } },
  heardAt: 0,
} as unknown as Beat;
const hearing = { of: (uid: string) => (uid === 'u1' ? beat : undefined), ageSeconds: () => 4 };

const session = (phase: string, uid?: string) =>
  ({
    metadata: { name: `s-${uid}` },
    spec: { agent: 'ada' },
    status: { phase, ...(uid && { pod: { name: `p-${uid}`, uid, node: 'n' } }) },
  }) as unknown as VoiceSessionObject;

test('pods of sessions that go on, as far as they are heard', () => {
  const pods = claimedPods([
    session('Active', 'u1'),
    session('Active', 'u2'),
    session('Ended', 'u3'),
    session('Pending'),
  ]);
  expect(pods.map(({ uid }) => uid)).toEqual(['u1', 'u2']);
  expect(workersOf(pods, hearing, 0)).toEqual([
    {
      pod: 'p-u1',
      uid: 'u1',
      agent: 'ada',
      state: 'Talking',
      session: 's-u1',
      node: 'n',
      memoryNowBytes: 1,
      memoryPeakBytes: 2,
      memoryLimitBytes: 3,
      lastHeartbeatSeconds: 4,
    },
  ]);
});

test.each([
  [1, 4, true, 'ok', 25],
  [1, 4, false, 'degraded', 25],
  [4, 4, true, 'full', 100],
])('%i of %i conversations, well connected: %s', (active, max, well, status, percent) => {
  const sessions = [...Array.from({ length: active }, () => session('Active')), session('Pending')];
  expect(loadOf(sessions, max, well)).toEqual({
    status,
    active_calls: active,
    max_calls: max,
    capacity_used_percent: percent,
    queue: 1,
  });
});
