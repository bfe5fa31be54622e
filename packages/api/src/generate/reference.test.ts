import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineResource } from '../resources/define.ts';
import { toCrd } from './crd.ts';
import { cell, table } from './markdown.ts';
import { referencePage } from './reference.ts';

const Thing = defineResource({
  kind: 'Thing',
  plural: 'things',
  singular: 'thing',
  shortNames: ['th'],
  categories: ['voice'],
  description: 'A thing.',
  spec: z
    .strictObject({
      name: z.string().max(9).describe('Its name.'),
      size: z.int().min(1).max(5).default(3).describe('Its size.'),
      kinds: z
        .array(z.enum(['a', 'b']))
        .max(4)
        .optional()
        .describe('Its kinds.'),
      parts: z
        .array(z.strictObject({ weight: z.int().min(0).describe('Weight.') }))
        .max(2)
        .optional()
        .describe('Its parts.'),
    })
    .meta({ k8s: { validations: [{ rule: 'self.size > 0', message: 'size must be more than nothing | or less' }] } }),
  status: z.strictObject({ seen: z.boolean().optional().describe('Whether it was seen.') }),
  scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
  printerColumns: [
    { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
    { name: 'Seen', type: 'boolean', jsonPath: '.status.seen', priority: 1 },
  ],
  selectableFields: ['.spec.name'],
});

describe('the page of a resource', () => {
  const page = referencePage(Thing);

  test.each([
    ['a required field', '| `name` | string, at most 9 characters | **required** | Its name. |'],
    ['a range and a default', '| `size` | integer, 1 to 5 | `3` | Its size. |'],
    ['a list of few words', '| `kinds` | list of (one of `a`, `b`), at most 4 entries |  | Its kinds. |'],
    ['a list of objects', '| `parts` | list of object, at most 2 entries |  | Its parts. |'],
    ['the fields of a list’s objects', '## spec.parts[]\n\nIts parts.\n\n| Field |'],
    ['a rule', '| `spec` | size must be more than nothing \\| or less |'],
    ['the field that kubectl scale sets', '`kubectl scale` sets `spec.size`'],
    ['a field selector', 'Field selectors: `spec.name`'],
    ['a wide column', '| Seen | `.status.seen` | `-o wide` |'],
  ])('has %s', (_says, text) => {
    expect(page).toContain(text);
  });
});

describe('the CRD', () => {
  const [version] = toCrd(Thing).spec['versions'] as [Record<string, unknown>];
  const schema = version['schema'] as { openAPIV3Schema: { properties: { spec: Explained } } };
  const fields = schema.openAPIV3Schema.properties.spec.properties ?? {};

  test('says range and default where kubectl explain looks: in the description', () => {
    expect(fields['size']?.description).toBe('Its size. From 1 to 5; default 3.');
  });

  test('leaves a description alone that has neither', () => {
    expect(fields['name']?.description).toBe('Its name.');
  });

  test('has the subresources', () => {
    expect(version['subresources']).toEqual({
      status: {},
      scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
    });
  });
});

interface Explained {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Explained>>;
}

test('a cell holds no pipe and no line break of its own', () => {
  expect(cell('a | b\n  c')).toBe('a \\| b c');
  expect(table(['A'], [['1'], ['2']])).toBe('| A |\n| --- |\n| 1 |\n| 2 |');
});
