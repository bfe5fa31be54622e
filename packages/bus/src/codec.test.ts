import { bus as contract } from '@switchboard/api';
import { expect, test } from 'vitest';
import { decode, encode } from './codec.ts';
import { MalformedMessageError, UnknownFieldError } from './errors.ts';
import { testAssign } from './testing/index.ts';

function withStranger(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStranger);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, key === 'variables' ? child : withStranger(child)]);
  return { ...Object.fromEntries(entries), ofTomorrow: { a: 1 } };
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test('a reader fills in defaults and tolerates fields it does not know', () => {
  expect(decode(contract.say, bytes({ text: 'hello', shout: true }))).toEqual({
    text: 'hello',
    interruptible: true,
    interrupt: false,
  });
});

test('fields of tomorrow are tolerated at every depth of an assignment', () => {
  const message = testAssign();
  const known = decode(contract.assign, encode(contract.assign, message));
  const tomorrow = withStranger(structuredClone(known)) as Record<string, unknown>;
  expect(decode(contract.assign, bytes(tomorrow))).toEqual(known);
});

test('a writer under test may not send a field that the schema does not know, at any depth', () => {
  expect(() => encode(contract.say, { text: 'hello', shout: true } as never)).toThrow(UnknownFieldError);
  const room = { url: 'ws://livekit', name: 'room', token: 't', extra: 1 };
  expect(() => encode(contract.prepare, { room } as never)).toThrow(/room\.extra/);
});

test('what is written is what the schema makes of it', () => {
  expect(JSON.parse(Buffer.from(encode(contract.say, { text: 'hi' })).toString())).toEqual({
    text: 'hi',
    interruptible: true,
    interrupt: false,
  });
});

test.each([
  ['no JSON', Buffer.from('{"text"')],
  ['empty', Buffer.alloc(0)],
  ['the wrong type', bytes({ text: 7 })],
  ['a missing field', bytes({})],
  ['no object', bytes(null)],
])('%s is malformed', (_what, data) => {
  expect(() => decode(contract.say, data)).toThrow(MalformedMessageError);
});

test('a message that breaks its schema is not sent', () => {
  expect(() => encode(contract.say, { text: '' })).toThrow(MalformedMessageError);
});

test.each([
  ['breaks its schema', bytes({ role: 'nobody', text: 'my number is 12345' })],
  ['is no JSON', Buffer.from('my number is 12345')],
])('the error of a message that %s does not repeat what it held', (_what, data) => {
  try {
    decode(contract.inject, data);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessageError);
    expect(`${JSON.stringify(error)} ${error} ${(error as Error).cause}`).not.toContain('12345');
  }
});
