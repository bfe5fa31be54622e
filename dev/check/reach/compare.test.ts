import { expect, test } from 'vitest';
import { differences, questions } from './compare.ts';

const way = { from: ['session'], to: ['bus'], ports: ['TCP 4222'] } as const;

test('a wall with one hole in it is exactly a table of one row', () => {
  const hole = (question: (typeof questions)[number]): boolean =>
    question.from === 'session' && question.to === 'bus' && question.port === 'TCP 4222';
  expect(differences(hole, [way])).toEqual([]);
  expect(differences(hole, [])).toEqual(['open, and not in the table: session -> bus at TCP 4222']);
  expect(differences(() => false, [way])).toEqual(['in the table, and closed: session -> bus at TCP 4222']);
});

test('without any policy everything that is asked is open, and told', () => {
  expect(differences(() => true, [])).toHaveLength(questions.length);
});
