import { GROUP, type ResourceDefinition, VERSION } from '../resources/define.ts';
import { resourceSchema } from './crd.ts';
import { cell, code, GENERATED, table } from './markdown.ts';
import type { StructuralSchema } from './structural.ts';

/** The page of one resource: every field of the CRD, as `kubectl explain` would show it. */
export function referencePage(resource: ResourceDefinition): string {
  const { spec = {}, status = {} } = resourceSchema(resource).properties ?? {};
  const parts = [
    GENERATED,
    `# ${resource.kind}`,
    resource.description,
    identity(resource),
    ...sections('spec', spec),
    ...sections('status', status),
    ...rulesSection(resource),
    ...columnsSection(resource),
  ];
  return `${parts.join('\n\n')}\n`;
}

function identity(resource: ResourceDefinition): string {
  const names = [resource.plural, resource.singular, ...resource.shortNames].map(code).join(', ');
  const subresources = ['`/status`', ...(resource.scale ? ['`/scale`'] : [])].join(' and ');
  const fields = resource.selectableFields.map((path) => code(path.replace(/^\./, '')));
  return [
    `- API: ${code(`${GROUP}/${VERSION}`)}, namespaced`,
    `- Names for kubectl: ${names}; listed by ${resource.categories.map((one) => code(`kubectl get ${one}`)).join(', ')}`,
    `- Subresources: ${subresources}`,
    ...(resource.scale ? [`- ${code('kubectl scale')} sets ${code(resource.scale.specReplicasPath.slice(1))}`] : []),
    ...(fields.length > 0 ? [`- Field selectors: ${fields.join(', ')}`] : []),
  ].join('\n');
}

function sections(path: string, schema: StructuralSchema): string[] {
  const children = Object.entries(schema.properties ?? {});
  const rows = children.map(([name, child]) => [
    code(name),
    cell(typeOf(child)),
    schema.required?.includes(name) ? '**required**' : defaultOf(child),
    cell(child.description ?? ''),
  ]);
  const head = [`## ${path}`, ...(schema.description ? [schema.description] : [])];
  const nested = children.flatMap(([name, child]) => {
    const inner = child.type === 'array' ? child.items : child;
    if (inner?.properties === undefined) return [];
    return sections(`${path}.${name}${child.type === 'array' ? '[]' : ''}`, {
      ...inner,
      description: child.description ?? '',
    });
  });
  return [...head, table(['Field', 'Type', 'Default', 'Meaning'], rows), ...nested];
}

function typeOf(schema: StructuralSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => code(String(value))).join(', ')}`;
  if (schema['x-kubernetes-int-or-string']) return 'integer or string';
  if (schema.type === 'array') return collection('list', schema.items, bounds(schema.minItems, schema.maxItems));
  if (schema.additionalProperties !== undefined) {
    return collection('map', schema.additionalProperties, bounds(schema.minProperties, schema.maxProperties));
  }
  if (schema.format === 'date-time') return 'date and time (RFC 3339)';
  if (schema.type === 'integer' || schema.type === 'number')
    return `${schema.type}${bounds(schema.minimum, schema.maximum)}`;
  if (schema.type === 'string')
    return `string${bounds(undefined, schema.maxLength)}${schema.maxLength === undefined ? '' : ' characters'}`;
  return schema.type ?? 'anything';
}

function collection(what: string, inner: StructuralSchema = {}, size: string): string {
  const each = inner.properties === undefined ? typeOf(inner) : 'object';
  return `${what} of ${each.includes(',') ? `(${each})` : each}${size === '' ? '' : `${size} entries`}`;
}

function bounds(low: number | undefined, high: number | undefined): string {
  if (low !== undefined && high !== undefined) return low === high ? `, ${low}` : `, ${low} to ${high}`;
  if (high !== undefined) return `, at most ${high}`;
  return low === undefined ? '' : `, at least ${low}`;
}

function defaultOf(schema: StructuralSchema): string {
  if (schema.default === undefined) return '';
  return schema.properties === undefined ? cell(code(JSON.stringify(schema.default))) : 'its fields’ defaults';
}

function rulesSection(resource: ResourceDefinition): string[] {
  const rules = collectRules('', resourceSchema(resource));
  if (rules.length === 0) return [];
  return ['## Rules', 'What the API server answers when a rule is broken.', table(['Where', 'Answer'], rules)];
}

function collectRules(path: string, schema: StructuralSchema): string[][] {
  const own = (schema['x-kubernetes-validations'] ?? []).map((rule) => [
    code(path || 'the object'),
    cell(rule.message),
  ]);
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    collectRules(path ? `${path}.${name}` : name, child),
  );
  const items = schema.items === undefined ? [] : collectRules(`${path}[]`, schema.items);
  const values =
    schema.additionalProperties === undefined ? [] : collectRules(`${path}.*`, schema.additionalProperties);
  return [...own, ...children, ...items, ...values];
}

function columnsSection(resource: ResourceDefinition): string[] {
  const rows = resource.printerColumns.map((column) => [
    column.name,
    code(column.jsonPath),
    column.priority ? '`-o wide`' : 'always',
  ]);
  return ['## Columns of kubectl get', table(['Column', 'Field', 'Shown'], rows)];
}
