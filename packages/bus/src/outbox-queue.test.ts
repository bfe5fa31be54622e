import { describe, expect, test } from 'vitest';
import { OutboxQueue } from './outbox-queue.ts';
import type { DurableKind } from './subjects.ts';

const entry = (sequence: number, kind: DurableKind = 'status', bytes = 10) => ({
  sequence,
  kind,
  data: Buffer.alloc(bytes),
});

function filled(kinds: DurableKind[]): OutboxQueue {
  const queue = new OutboxQueue({ messages: kinds.length, bytes: 1_000 });
  for (const [index, kind] of kinds.entries()) queue.add(entry(index + 1, kind));
  return queue;
}

function sequences(queue: OutboxQueue, last: number): number[] {
  const all: number[] = [];
  for (let next = queue.next(1, last); next; next = queue.next(next.sequence + 1, last)) all.push(next.sequence);
  return all;
}

test('entries come out in order and are gone once removed', () => {
  const queue = filled(['status', 'turn', 'transcript']);
  queue.remove(2);
  expect(sequences(queue, 3)).toEqual([1, 3]);
  expect(queue.first()?.sequence).toBe(1);
  expect(queue).toMatchObject({ messages: 2, bytes: 20 });
});

describe('a full queue', () => {
  test('drops its oldest turn record for a newcomer', () => {
    const queue = filled(['status', 'turn', 'transcript', 'turn']);
    expect(queue.add(entry(5, 'transcript'))).toEqual({ dropped: 1, refused: false });
    expect(sequences(queue, 5)).toEqual([1, 3, 4, 5]);
  });

  test('refuses the newcomer when only statuses and transcripts are left', () => {
    const queue = filled(['status', 'transcript', 'status']);
    expect(queue.add(entry(4, 'status'))).toEqual({ dropped: 0, refused: true });
    expect(sequences(queue, 4)).toEqual([1, 2, 3]);
  });

  test('is full by bytes as by count', () => {
    const queue = new OutboxQueue({ messages: 100, bytes: 30 });
    queue.add(entry(1, 'turn'));
    queue.add(entry(2, 'turn'));
    queue.add(entry(3, 'status'));
    expect(queue.add(entry(4, 'status', 20))).toEqual({ dropped: 2, refused: false });
    expect(queue).toMatchObject({ messages: 2, bytes: 30 });
    expect(queue.add(entry(5, 'status', 31))).toEqual({ dropped: 0, refused: true });
  });
});
