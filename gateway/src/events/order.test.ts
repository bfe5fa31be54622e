import { expect, test } from 'vitest';
import { encodeEvent, lastEventId, type SessionEvent } from './event.ts';
import { InOrder } from './order.ts';

const stored = (id: number): SessionEvent => ({ name: 'turn', id, data: {} });

test('a replay and the feed overlap, and each event comes once and in order', () => {
  const sent: (number | undefined)[] = [];
  const order = new InOrder(2, ({ id }) => sent.push(id));
  order.live(stored(5));
  for (const id of [2, 3, 4, 5]) order.replayed(stored(id));
  order.live(stored(6));
  order.caughtUp();
  order.live(stored(6));
  order.live(stored(7));
  expect(sent).toEqual([3, 4, 5, 6, 7]);
});

test('a second replay, of another pod, keeps back what is live until it has caught up', () => {
  const sent: (number | undefined)[] = [];
  const order = new InOrder(0, ({ id }) => sent.push(id));
  order.replayed(stored(1));
  order.caughtUp();
  order.hold();
  order.live(stored(4));
  for (const id of [2, 3]) order.replayed(stored(id));
  order.caughtUp();
  expect(sent).toEqual([1, 2, 3, 4]);
});

test('what is not stored passes, after what was replayed', () => {
  const sent: string[] = [];
  const order = new InOrder(0, ({ name }) => sent.push(name));
  order.live({ name: 'interim', data: {} });
  order.replayed(stored(1));
  order.caughtUp();
  expect(sent).toEqual(['turn', 'interim']);
});

test('an event is one block; line breaks in text stay inside the JSON', () => {
  expect(encodeEvent({ name: 'transcript', id: 7, data: { text: 'a\nb' } })).toBe(
    'id: 7\nevent: transcript\ndata: {"text":"a\\nb"}\n\n',
  );
});

test.each([
  ['12', 12],
  ['-1', 0],
  ['x', 0],
  ['1e99', 0],
  [undefined, 0],
])('Last-Event-ID %j is %i', (header, id) => expect(lastEventId(header)).toBe(id));
