import { describe, expect, test } from 'vitest';
import { resourceSchema } from '../../generate/crd.ts';
import type { StructuralSchema } from '../../generate/structural.ts';
import { type CelRule, type ResourceDefinition, resources } from '../index.ts';
import { agentTable } from './agent.ts';
import { poolTable } from './pool.ts';
import { changed } from './row.ts';
import { sessionTable } from './session.ts';
import { tenantTable } from './tenant.ts';

const tables = [sessionTable, agentTable, poolTable, tenantTable];
const definitions: readonly ResourceDefinition[] = resources;

function definitionOf(plural: string): ResourceDefinition {
  const found = definitions.find((resource) => resource.plural === plural);
  if (found === undefined) throw new Error(`no resource is called ${plural}`);
  return found;
}

test('there are 100 objects or more, as many invalid ones as valid', () => {
  const count = tables.reduce(
    (sum, { accepted, refused, updated }) => sum + accepted.length + refused.length + updated.length,
    0,
  );
  expect(count).toBeGreaterThanOrEqual(100);
});

describe.each(tables)('$plural: what the API server takes, zod takes', ({ plural, valid, accepted }) => {
  const { spec } = definitionOf(plural);
  test.each([...accepted])('%s', (_says, changes) => {
    const parsed = spec.safeParse(changed(valid, changes).spec);
    expect(parsed.error?.issues ?? []).toEqual([]);
  });
});

/** Rules across fields and the keys of lists are the API server's alone; everything else zod must know too. */
const SERVER_ONLY = /Duplicate value/;

function rulesOf(schema: StructuralSchema): CelRule[] {
  const children = [...Object.values(schema.properties ?? {}), schema.items ?? {}, schema.additionalProperties ?? {}];
  const own = schema['x-kubernetes-validations'] ?? [];
  const below = children.filter((child) => Object.keys(child).length > 0).flatMap(rulesOf);
  return [...own.filter(({ rule }) => !rule.startsWith('self.matches')), ...below];
}

describe.each(tables)('$plural: zod refuses what no rule across fields is needed for', ({ plural, valid, refused }) => {
  const definition = definitionOf(plural);
  const rules = rulesOf(resourceSchema(definition));
  const rows = refused.filter(
    ([, , , answer]) => !SERVER_ONLY.test(answer) && !rules.some(({ message }) => message.includes(answer)),
  );
  test.each(rows)('%s', (_says, changes) => {
    expect(definition.spec.safeParse(changed(valid, changes).spec).success).toBe(false);
  });
});
