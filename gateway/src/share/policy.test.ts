import type { VoiceSessionObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import { addressHash, countShared, refusalOf } from './policy.ts';

const session = (agent: string, sharedWith?: string, phase = 'Active') =>
  ({
    metadata: { annotations: sharedWith && { 'switchboard.dev/shared-with': sharedWith } },
    spec: { agent },
    status: { phase },
  }) as unknown as VoiceSessionObject;

test('counts what goes on through the link of one agent', () => {
  const sessions = [
    session('ada', 'h1'),
    session('ada', 'h1', 'Ended'),
    session('ada', 'h2', 'Pending'),
    session('ada'),
    session('bob', 'h1'),
  ];
  expect(countShared(sessions, 'ada', 'h1')).toEqual({ all: 2, fromAddress: 1 });
});

test.each([
  [{ all: 0, fromAddress: 0 }, false],
  [{ all: 9, fromAddress: 1 }, false],
  [{ all: 9, fromAddress: 2 }, true],
  [{ all: 10, fromAddress: 0 }, true],
])('%j', (count, refused) => {
  const share = { enabled: true, requireKey: false, perAddress: 2, concurrent: 10 };
  expect(refusalOf(share, count) !== undefined).toBe(refused);
});

test('an address cannot be read back, nor guessed without the installation’s secret', () => {
  const hash = addressHash('203.0.113.7', 'a');
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(addressHash('203.0.113.7', 'a')).toBe(hash);
  expect(addressHash('203.0.113.7', 'b')).not.toBe(hash);
});
