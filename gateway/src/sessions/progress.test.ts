import type { SessionStatus, VoiceSessionObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import { progressOf } from './progress.ts';

const place = { room: 'ada_session_1_abc', identity: 'caller' };

test.each<[string, SessionStatus | undefined, string]>([
  ['nothing is known yet', undefined, 'waiting'],
  ['it is in the queue', { phase: 'Pending' }, 'waiting'],
  ['it has its pod', { phase: 'Starting', ...place }, 'waiting'],
  ['the agent is in the room', { phase: 'Ready', ...place }, 'ready'],
  ['the caller is there too', { phase: 'Active', ...place }, 'ready'],
  ['ready without a room is not believed', { phase: 'Ready' }, 'waiting'],
  ['the agent takes leave', { phase: 'Ending', ...place }, 'ended'],
  ['it has ended', { phase: 'Ended', endReason: 'CallerLeft' }, 'ended'],
])('%s: %o is %s', (_, status, kind) => {
  expect(progressOf({ status } as VoiceSessionObject).kind).toBe(kind);
});
