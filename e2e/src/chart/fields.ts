import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface Crd {
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly schema: { openAPIV3Schema: Schema } }[];
  };
}

/** The paths of all fields of a chart's CRD. */
export function fieldsOf(chart: string, plural: string): string[] {
  const { spec } = parse(readFileSync(join(chart, `files/crds/${plural}.yaml`), 'utf8')) as Crd;
  return spec.versions.flatMap(({ name, schema }) => below(schema.openAPIV3Schema, name));
}

function below({ properties = {}, items, additionalProperties }: Schema, path: string): string[] {
  const named = Object.entries(properties).flatMap(([name, inner]) => [
    `${path}.${name}`,
    ...below(inner, `${path}.${name}`),
  ]);
  const others = typeof additionalProperties === 'object' ? below(additionalProperties, `${path}.*`) : [];
  return [...named, ...(items ? below(items, `${path}[]`) : []), ...others];
}
