import { describe, expect, test } from 'vitest';
import { examples } from '../testing/examples.ts';
import { API_VERSION, type ResourceDefinition, resources } from './index.ts';

const definitions: readonly ResourceDefinition[] = resources;

test('every kind has an example', () => {
  const kinds = new Set(examples().map(({ manifest }) => manifest.kind));
  expect(definitions.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual([]);
});

describe.each(examples())('manifests/examples/$file', ({ manifest }) => {
  test('is an object of this API version, without a namespace of its own', () => {
    expect(manifest.apiVersion).toBe(API_VERSION);
    expect(manifest.metadata).not.toHaveProperty('namespace');
  });

  test('has a spec that the schema takes', () => {
    const definition = definitions.find(({ kind }) => kind === manifest.kind);
    expect(definition?.spec.safeParse(manifest.spec).error?.issues ?? []).toEqual([]);
  });
});
