import { expect, test } from 'vitest';
import { History } from './index.ts';

const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });

test('keeps the prompt and the latest turns', () => {
  const history = new History('be kind', { turns: 2, characters: 1000 });
  for (const n of [1, 2, 3]) history.add(user(`q${n}`), assistant(`a${n}`));
  expect(history.messages.map((message) => message.content)).toEqual(['be kind', 'q2', 'a2', 'q3', 'a3']);
});

test('is bounded in characters', () => {
  const history = new History('p', { turns: 100, characters: 50 });
  for (let n = 0; n < 50; n++) history.add(user('x'.repeat(10)), assistant('y'.repeat(10)));
  const held = history.messages.slice(1).reduce((sum, message) => sum + message.content.length, 0);
  expect(held).toBeLessThanOrEqual(50);
});

test('a tool’s answer never stays without its call', () => {
  const history = new History('p', { turns: 1, characters: 1000 });
  history.add(
    user('q1'),
    { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'f', arguments: '{}' }] },
    { role: 'tool', content: 'r', toolCallId: '1' },
    assistant('a1'),
  );
  history.add(user('q2'), assistant('a2'));
  expect(history.messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant']);
});

test('sheds to a few turns', () => {
  const history = new History('p', { turns: 40, characters: 100_000 });
  for (let n = 0; n < 30; n++) history.add(user(`q${n}`), assistant(`a${n}`));
  history.shed(4);
  expect(history.messages.length).toBe(9);
});
