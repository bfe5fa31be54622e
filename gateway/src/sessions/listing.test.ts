import type { rest, VoiceSessionObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import { page } from './listing.ts';

const session = (number: number, fields: { agent?: string; phase?: string } = {}): VoiceSessionObject =>
  ({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceSession',
    metadata: {
      name: `s-${number}`,
      namespace: 't',
      uid: `u${number}`,
      resourceVersion: '1',
      creationTimestamp: `2026-01-01T00:00:0${Math.floor(number / 3)}Z`,
    },
    spec: { agent: fields.agent ?? 'ada', channel: { type: 'livekit' } },
    ...(fields.phase && { status: { phase: fields.phase } }),
  }) as VoiceSessionObject;

const all = Array.from({ length: 9 }, (_, number) => session(number));
const filter = (fields: object = {}) => ({ limit: 4, ...fields }) as Parameters<typeof page>[1];
const ids = (sessions: readonly rest.SessionView[]) => sessions.map(({ id }) => id);

test('pages follow each other, newest first, without a gap or a repeat', () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { sessions, next } = page(all, filter({ cursor }));
    seen.push(...ids(sessions));
    cursor = next;
  } while (cursor);
  expect(seen).toEqual(['s-8', 's-7', 's-6', 's-5', 's-4', 's-3', 's-2', 's-1', 's-0']);
});

test('a new session between two pages moves nothing', () => {
  const first = page(all.slice(0, 8), filter());
  const second = page(all, filter({ cursor: first.next }));
  expect(ids(second.sessions)).toEqual(['s-3', 's-2', 's-1', 's-0']);
});

test('filters are all applied; a session without status is Pending', () => {
  const mixed = [session(1, { phase: 'Ready' }), session(2, { agent: 'bob' }), session(3)];
  expect(ids(page(mixed, filter({ phase: 'Pending', agent: 'ada' })).sessions)).toEqual(['s-3']);
});

test('a cursor that none of our pages gave is refused', () => {
  expect(() => page(all, filter({ cursor: 'bm9wZQ' }))).toThrow('cursor');
});
