import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NotStructuralError, toStructural } from './structural.ts';

const object = (fields: z.ZodRawShape) => toStructural(z.strictObject(fields).describe('Object.'), 'Kind.spec');
const field = (schema: z.ZodType) => object({ field: schema }).properties?.['field'];
const problemsOf = (schema: z.ZodType): readonly string[] => {
  try {
    object({ field: schema });
  } catch (error) {
    if (error instanceof NotStructuralError) return error.problems;
    throw error;
  }
  return [];
};

describe('what passes through', () => {
  test('a strict object has no additionalProperties beside its properties', () => {
    expect(object({ field: z.boolean().describe('Field.') })).toEqual({
      description: 'Object.',
      type: 'object',
      required: ['field'],
      properties: { field: { description: 'Field.', type: 'boolean' } },
    });
  });

  test('a field with a default is not required', () => {
    expect(object({ field: z.int().min(1).max(9).default(3).describe('Field.') })).not.toHaveProperty('required');
  });

  test('an optional field is not required', () => {
    expect(object({ field: z.boolean().optional().describe('Field.') })).not.toHaveProperty('required');
  });

  test('an integer without bounds has none, not those of a JavaScript number', () => {
    expect(field(z.int().min(0).describe('Field.'))).toEqual({ description: 'Field.', type: 'integer', minimum: 0 });
  });

  test('a record becomes additionalProperties with its bound', () => {
    const record = z
      .record(z.string(), z.string().max(9))
      .meta({ k8s: { maxProperties: 4 } })
      .describe('Field.');
    expect(field(record)).toEqual({
      description: 'Field.',
      type: 'object',
      maxProperties: 4,
      additionalProperties: { type: 'string', maxLength: 9 },
    });
  });

  test('free JSON keeps unknown fields', () => {
    const free = z
      .record(z.string(), z.unknown())
      .meta({ k8s: { preserveUnknown: true } })
      .describe('Field.');
    expect(field(free)).toEqual({
      description: 'Field.',
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    });
  });

  test('a union of numbers is an enum', () => {
    const rate = z
      .union([z.literal(1), z.literal(2)])
      .meta({ k8s: { enum: [1, 2] } })
      .describe('Field.');
    expect(field(rate)).toEqual({ description: 'Field.', type: 'integer', enum: [1, 2] });
  });

  test('a schema with an id is written in place', () => {
    const named = z.strictObject({ a: z.boolean().describe('A.') }).meta({ id: 'Named', description: 'Field.' });
    expect(field(named)).toMatchObject({ type: 'object', properties: { a: { type: 'boolean' } } });
  });

  test('a description survives what is chained after it', () => {
    expect(field(z.string().max(3).describe('Field.').optional())?.description).toBe('Field.');
  });
});

describe('patterns', () => {
  test('a pattern with a message becomes a rule that answers with it', () => {
    expect(
      field(
        z
          .string()
          .min(1)
          .max(9)
          .regex(/^[a-z]+$/, 'must be lower case')
          .describe('Field.'),
      ),
    ).toEqual({
      description: 'Field.',
      type: 'string',
      maxLength: 9,
      'x-kubernetes-validations': [{ rule: "self.matches(r'^[a-z]+$')", message: 'must be lower case' }],
    });
  });

  test('a least length stays where the pattern takes nothing', () => {
    expect(
      field(
        z
          .string()
          .min(1)
          .max(9)
          .regex(/^[a-z]*$/, 'must be lower case')
          .describe('Field.'),
      ),
    ).toMatchObject({
      minLength: 1,
    });
  });

  test('a pattern without a message stays one', () => {
    expect(
      field(
        z
          .string()
          .max(9)
          .regex(/^[a-z]+$/)
          .describe('Field.'),
      ),
    ).toMatchObject({ pattern: '^[a-z]+$' });
  });

  test('its rule comes before the rules of the field', () => {
    const schema = z
      .string()
      .max(9)
      .regex(/^a/, 'must begin with a')
      .meta({ k8s: { validations: [{ rule: "self != 'ab'", message: 'must not be ab' }] } })
      .describe('Field.');
    const rules = field(schema)?.['x-kubernetes-validations'] ?? [];
    expect(rules.map((rule) => rule.message)).toEqual(['must begin with a', 'must not be ab']);
  });
});

describe('defaults', () => {
  const inner = { size: z.int().min(0).max(9).default(3).describe('Size.') };

  test('an object that defaults to its fields’ defaults defaults to {}', () => {
    expect(field(z.strictObject(inner).prefault({}).describe('Field.'))?.default).toEqual({});
  });

  test('with rules of its own the default is written out: the API server checks it as it stands', () => {
    const ruled = z
      .strictObject(inner)
      .meta({ k8s: { validations: [{ rule: 'self.size < 5', message: 'too large' }] } });
    expect(field(ruled.prefault({}).describe('Field.'))?.default).toEqual({ size: 3 });
  });
});

describe('what is refused, all of it at once', () => {
  test.each([
    ['a union', z.union([z.string().max(3), z.int()]).describe('Field.'), 'anyOf is not structural'],
    ['no description', z.boolean(), 'has no .describe()'],
    ['an unbounded string', z.string().describe('Field.'), 'a string needs .max()'],
    ['an unbounded list', z.array(z.boolean()).describe('Field.'), 'an array needs .max()'],
    ['an unbounded map', z.record(z.string(), z.boolean()).describe('Field.'), 'a map needs .meta('],
    ['anything', z.unknown().describe('Field.'), 'has no type'],
    [
      'look-ahead',
      z
        .string()
        .max(3)
        .regex(/^(?!a)/)
        .describe('Field.'),
      'RE2 has no look-around',
    ],
  ])('%s', (_says, schema, problem) => {
    expect(problemsOf(schema).join('\n')).toContain(`Kind.spec.field: ${problem}`);
  });

  test('two faults are told together', () => {
    expect(() => object({ a: z.string().describe('A.'), b: z.boolean() })).toThrow(
      /Kind\.spec\.a: a string needs .*\n.*Kind\.spec\.b: has no/,
    );
  });
});
