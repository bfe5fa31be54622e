import { expect, test } from 'vitest';
import { clientTypes, typeOf } from './client-types.ts';

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: 'integer', minimum: 1 }, 'number'],
  [{ enum: ['a', 'b'] }, '"a" | "b"'],
  [{ const: true }, 'true'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Session' } }, 'Array<Session>'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'Record<string, number>'],
  [
    { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] },
    '{\n  a: string;\n  "b-c"?: unknown;\n}',
  ],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
])('%j is %s', (schema, type) => expect(typeOf(schema)).toBe(type));

test('every component is a type that clients can name', () => {
  for (const name of ['SessionCreate', 'Session', 'Connection', 'Problem'])
    expect(clientTypes()).toContain(`export type ${name} = {`);
});
