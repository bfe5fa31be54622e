import { expect, test } from 'vitest';
import { fillIn } from './index.ts';

test.each([
  ['Hello {{name}}.', { name: 'Ada' }, 'Hello Ada.'],
  ['Hello {{ name }}.', { name: 'Ada' }, 'Hello Ada.'],
  ['Hello {{name}}.', {}, 'Hello .'],
  ['{{a}}', { a: '{{b}}', b: 'no' }, '{{b}}'],
  ['{{toString}}', {}, ''],
  ['{ name } {{}}', { name: 'x' }, '{ name } {{}}'],
])('%s with %o', (template, variables, expected) => {
  expect(fillIn(template, variables as Record<string, string>)).toBe(expected);
});
