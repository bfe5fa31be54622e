import { rest, VoiceSession } from '@switchboard/api';
import { describe, expect, test } from 'vitest';
import { nameOfKey, randomName, requestHash } from './naming.ts';

const request = (fields: object) => rest.sessionCreate.parse({ agent: 'ada', ...fields });

describe('names', () => {
  test('tenant and key decide the name, and neither alone does', () => {
    const names = [
      nameOfKey('a', 'k'),
      nameOfKey('b', 'k'),
      nameOfKey('a', 'l'),
      nameOfKey('a\nk', ''),
      randomName(),
      randomName(),
    ];
    expect(nameOfKey('a', 'k')).toBe(names[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('every name is one that the CRD accepts', () => {
    expect(VoiceSession.validations?.[0]?.rule).toContain('<= 63');
    for (let i = 0; i < 200; i++) expect(nameOfKey('t', `${i}`)).toMatch(/^s-[a-z0-9]{24}$/);
  });
});

describe('the hash of a request', () => {
  test.each([
    ['the order of fields', { language: 'en', voice: 'v' }, { voice: 'v', language: 'en' }],
    ['the order of nested fields', { variables: { a: '1', b: '2' } }, { variables: { b: '2', a: '1' } }],
    ['how long the client waits', { waitSeconds: 3 }, { waitSeconds: 30 }],
  ])('does not see %s', (_, one, other) => expect(requestHash(request(one))).toBe(requestHash(request(other))));

  test.each([
    ['another agent', { agent: 'bob' }],
    ['another variable', { variables: { a: '2' } }],
    ['another limit', { limits: { idleSeconds: 9 } }],
  ])('sees %s', (_, other) =>
    expect(requestHash(request(other))).not.toBe(requestHash(request({ variables: { a: '1' } }))),
  );
});
