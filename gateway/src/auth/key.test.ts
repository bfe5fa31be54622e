import { describe, expect, test } from 'vitest';
import { bearerOf } from './authenticate.ts';
import { formatKey, generateKey, hashSecret, parseKey, secretMatches } from './key.ts';
import { type Action, actions, may, roles } from './principal.ts';

describe('an API key', () => {
  test('comes back from its text, and its secret matches its hash alone', () => {
    const key = generateKey();
    expect(parseKey(formatKey(key))).toEqual(key);
    expect(secretMatches(key.secret, hashSecret(key.secret))).toBe(true);
    expect(secretMatches(key.secret, hashSecret(generateKey().secret))).toBe(false);
  });

  test.each([
    '',
    'sb_',
    'sb_abc_def',
    'SB_aaaaaaaaaaaa_',
    `sb_${'a'.repeat(12)}_${'b'.repeat(41)}`,
    `sb_${'A'.repeat(12)}_${'b'.repeat(40)}`,
  ])('%j is no key', (text) => expect(parseKey(text)).toBeUndefined());

  test('a hash that is no hash matches nothing', () => expect(secretMatches('x', 'zz')).toBe(false));
});

test.each([
  ['Bearer abc', 'abc'],
  ['bearer abc', 'abc'],
  ['Basic abc', undefined],
  ['Bearer a b', undefined],
  [undefined, undefined],
])('the bearer of %j is %j', (header, bearer) => expect(bearerOf(header)).toBe(bearer));

test('only the roles named may do a thing, and every role may do something', () => {
  const table = Object.fromEntries(
    roles.map((role) => [role, (Object.keys(actions) as Action[]).filter((action) => may(role, action))]),
  );
  expect(table).toEqual({
    client: ['sessions:create', 'sessions:read', 'sessions:change', 'tokens:mint', 'agents:read'],
    viewer: ['sessions:read', 'agents:read', 'fleet:read', 'hooks:read'],
    admin: Object.keys(actions),
  });
});
