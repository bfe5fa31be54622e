import type { StructuralSchema } from './structural.ts';

/** `kubectl explain` shows descriptions and enums only, so the range and the default are said in the description. */
export function explainable(schema: StructuralSchema): StructuralSchema {
  const out = { ...schema };
  const sentence = facts(schema);
  if (schema.description !== undefined && sentence !== '') out.description = `${schema.description} ${sentence}`;
  if (schema.items !== undefined) out.items = explainable(schema.items);
  if (schema.additionalProperties !== undefined) out.additionalProperties = explainable(schema.additionalProperties);
  if (schema.properties !== undefined) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, child]) => [name, explainable(child)]),
    );
  }
  return out;
}

function facts(schema: StructuralSchema): string {
  const said = [rangeOf(schema), defaultOf(schema)].filter((fact) => fact !== '').join('; ');
  return said === '' ? '' : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

function rangeOf({ minimum, maximum }: StructuralSchema): string {
  return minimum === undefined || maximum === undefined ? '' : `from ${minimum} to ${maximum}`;
}

function defaultOf({ default: value, properties }: StructuralSchema): string {
  if (value === undefined || properties !== undefined) return '';
  return `default ${typeof value === 'string' ? value.replace(/\.$/, '') : JSON.stringify(value)}`;
}
