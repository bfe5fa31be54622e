import { expect, test } from 'vitest';
import { fill, UnknownPlaceholder } from './template.ts';

test('fills names with dots and dashes', () => {
  expect(fill('image: ${image.metrics-server}', { 'image.metrics-server': 'x:1' })).toBe('image: x:1');
});

test('leaves what is not a placeholder', () => {
  expect(fill('name: $HOSTNAME', {})).toBe('name: $HOSTNAME');
});

test('refuses a name without a value', () => {
  expect(() => fill('${nowhere}', { somewhere: '' })).toThrow(UnknownPlaceholder);
});

test.each<[string, string, Record<string, string>, string]>([
  ['a value', '${a} ${checksum}', { a: '2' }, ''],
  ['the text', '${a}  ${checksum}', { a: '1' }, ''],
  ['what else rolls it', '${a} ${checksum}', { a: '1' }, 'new keys'],
])('the checksum changes with %s', (_what, text, values, extra) => {
  const checksum = (filled: string) => filled.split('"')[1];
  expect(checksum(fill(text, values, extra))).not.toBe(checksum(fill('${a} ${checksum}', { a: '1' })));
});
