import { expect, test } from 'vitest';
import { wordsEndOfTurn } from './index.ts';

test.each([
  ['hello there', 'en', true],
  ['I would like to order and', 'en', false],
  ['my number is', 'en', false],
  ['um', 'en', false],
  ['what do you mean by the?', 'en', true],
  ['first, second,', 'en', false],
  ['I think...', 'en', false],
  ['ich möchte und', 'de-AT', false],
  ['ich möchte und', 'en', true],
])('"%s" in %s: finished %s', (text, language, finished) => {
  expect(wordsEndOfTurn.finished({ text, language, sound: new Int16Array() })).toBe(finished);
});
