import { expect, test } from 'vitest';
import { mayBeUsed, UnreadableLicence } from './licences.ts';

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['GPL-2.0-only OR (Apache-2.0 AND BSD-3-Clause)', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT AND (GPL-3.0-only OR ISC)', true],
  ['UNLICENSED', false],
  ['SEE', false],
])('%s: %s', (expression, answer) => expect(mayBeUsed(expression)).toBe(answer));

test.each(['', 'MIT OR', '(MIT', 'MIT ISC', 'AND MIT'])('%j cannot be read', (expression) =>
  expect(() => mayBeUsed(expression)).toThrow(UnreadableLicence),
);
