import { rest } from '../index.ts';

type Json = Record<string, unknown>;

const HEADER = '// Generated from packages/api by `make generate`. Do not edit.\n';

function reference(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}

function objectType(schema: Json, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  const members = Object.entries((schema['properties'] as Record<string, Json> | undefined) ?? {}).map(
    ([name, member]) => {
      const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
      const description = member['description'] as string | undefined;
      const comment = description ? `${inner}/** ${description.replaceAll('*/', '*\\/')} */\n` : '';
      return `${comment}${inner}${key}${required.has(name) ? '' : '?'}: ${typeOf(member, inner)};\n`;
    },
  );
  if (members.length > 0) return `{\n${members.join('')}${indent}}`;
  const values = schema['additionalProperties'];
  return `Record<string, ${values && typeof values === 'object' ? typeOf(values as Json, indent) : 'unknown'}>`;
}

/** The TypeScript type of a JSON Schema, of the kinds that our own schemas make. */
export function typeOf(schema: Json, indent = ''): string {
  if (typeof schema['$ref'] === 'string') return reference(schema['$ref']);
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (Array.isArray(choices))
    return choices.map((choice) => typeOf(choice as Json, indent)).join(schema['allOf'] ? ' & ' : ' | ');
  if (schema['type'] === 'array') return `Array<${typeOf((schema['items'] as Json | undefined) ?? {}, indent)}>`;
  if (schema['type'] === 'object') return objectType(schema, indent);
  if (schema['type'] === 'integer' || schema['type'] === 'number') return 'number';
  if (schema['type'] === 'string' || schema['type'] === 'boolean' || schema['type'] === 'null') return schema['type'];
  return 'unknown';
}

/** The types that packages/client speaks: the components of the OpenAPI document and nothing else. */
export function clientTypes(): string {
  const schemas = rest.openapi().components['schemas'] as Record<string, Json>;
  const types = Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`);
  return [HEADER, ...types].join('\n');
}
