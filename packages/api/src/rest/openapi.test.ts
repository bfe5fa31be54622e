import { expect, test } from 'vitest';
import { openapi } from './openapi.ts';
import { routes } from './routes/index.ts';

const document = openapi();
const schemas = document.components['schemas'] as Record<string, object>;

function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

test('every reference leads somewhere', () => {
  const targets = new Set(references(document).map((pointer) => pointer.replace('#/components/schemas/', '')));
  expect([...targets].filter((name) => schemas[name] === undefined)).toEqual([]);
  expect(targets.size).toBeGreaterThan(0);
});

test('no component is left over', () => {
  const used = new Set(references(document).map((pointer) => pointer.replace('#/components/schemas/', '')));
  expect(Object.keys(schemas).filter((name) => !used.has(name))).toEqual([]);
});

test('every operation has an id of its own', () => {
  const ids = routes.map(({ operationId }) => operationId);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every operation belongs to a tag that the document describes', () => {
  const known = new Set(document.tags.map(({ name }) => name));
  expect(routes.flatMap(({ tags }) => tags).filter((tag) => !known.has(tag))).toEqual([]);
});

test('every operation needs a scheme that the document describes', () => {
  const known = Object.keys(document.components['securitySchemes'] as object);
  expect(routes.flatMap(({ security }) => security).filter((scheme) => !known.includes(scheme))).toEqual([]);
});

test('every field that a client sends or reads is described', () => {
  const silent = Object.entries(schemas).flatMap(([id, schema]) => fieldsWithoutWords(schema, id));
  expect(silent).toEqual([]);
});

function fieldsWithoutWords(schema: Described, path: string): string[] {
  const fields = Object.entries(schema.properties ?? schema.items?.properties ?? {});
  return fields.flatMap(([name, child]) => {
    const own = child.description === undefined && child.$ref === undefined ? [`${path}.${name}`] : [];
    return [...own, ...fieldsWithoutWords(child, `${path}.${name}`)];
  });
}

interface Described {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}
