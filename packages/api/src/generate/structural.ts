import type { z } from 'zod';
import type { CelRule, K8sExtras } from '../resources/define.ts';
import { inlineJsonSchema, type JsonSchema } from './json-schema.ts';

/** A structural schema, as CustomResourceDefinition v1 takes it. */
export interface StructuralSchema {
  description?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  'x-kubernetes-int-or-string'?: true;
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: CelRule[];
}

export class NotStructuralError extends Error {
  override readonly name = 'NotStructuralError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the schema cannot become a CRD; mend these fields:\n  ${problems.join('\n  ')}`);
    this.problems = problems;
  }
}

/** Every problem is gathered before anything is thrown, so that one run shows them all. */
export function toStructural(schema: z.ZodType, root: string): StructuralSchema {
  const problems: string[] = [];
  const structural = rewrite(inlineJsonSchema(schema), root, problems);
  if (problems.length > 0) throw new NotStructuralError(problems);
  return structural;
}

const COPIED = [
  'description',
  'type',
  'format',
  'nullable',
  'default',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
] as const;

function rewrite(json: JsonSchema, path: string, problems: string[]): StructuralSchema {
  const extras = json.k8s ?? {};
  if (extras.enum === undefined) refuseUnions(json, path, problems);
  const out: StructuralSchema = {};
  for (const keyword of COPIED) {
    if (json[keyword] !== undefined) Object.assign(out, { [keyword]: json[keyword] });
  }
  dropSafeIntegerBounds(out);
  dropTimestampPattern(out);
  applyExtras(out, extras);
  applyPatternMessage(out, json.patternMessage);
  if (out.type === 'object') rewriteObject(json, out, { path, problems });
  fillDefaultForRules(out);
  if (out.type === 'array') out.items = rewrite(json.items ?? {}, `${path}[]`, problems);
  if (out.description === undefined && !/(\[\]|\*)$/.test(path)) problems.push(`${path}: has no .describe()`);
  problems.push(...gaps(out, extras).map((gap) => `${path}: ${gap}`));
  return out;
}

function rewriteObject(json: JsonSchema, out: StructuralSchema, at: { path: string; problems: string[] }): void {
  if (json.properties !== undefined) {
    out.properties = Object.fromEntries(
      Object.entries(json.properties).map(([name, child]) => [name, rewrite(child, `${at.path}.${name}`, at.problems)]),
    );
    return;
  }
  const values = json.additionalProperties;
  if (typeof values === 'object' && !out['x-kubernetes-preserve-unknown-fields']) {
    out.additionalProperties = rewrite(values, `${at.path}.*`, at.problems);
  }
}

function refuseUnions(json: JsonSchema, path: string, problems: string[]): void {
  for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', '$ref']) {
    if (json[keyword] !== undefined) {
      problems.push(`${path}: ${keyword} is not structural; use one object with optional fields and a CEL rule`);
    }
  }
}

/** `z.int()` says the range of a JavaScript integer; the API server has int64 for that. */
function dropSafeIntegerBounds(out: StructuralSchema): void {
  if (out.minimum === Number.MIN_SAFE_INTEGER) delete out.minimum;
  if (out.maximum === Number.MAX_SAFE_INTEGER) delete out.maximum;
}

/** The API server parses date-time itself, and takes more of RFC 3339 than zod's pattern. */
function dropTimestampPattern(out: StructuralSchema): void {
  if (out.format === 'date-time') delete out.pattern;
}

function applyExtras(out: StructuralSchema, extras: K8sExtras): void {
  if (extras.format !== undefined) out.format = extras.format;
  if (extras.listType !== undefined) out['x-kubernetes-list-type'] = extras.listType;
  if (extras.listMapKeys !== undefined) out['x-kubernetes-list-map-keys'] = extras.listMapKeys;
  if (extras.maxProperties !== undefined) out.maxProperties = extras.maxProperties;
  if (extras.enum !== undefined) {
    out.enum = [...extras.enum];
    out.type = typeof extras.enum[0] === 'number' ? 'integer' : 'string';
  }
  if (extras.mapType !== undefined) out['x-kubernetes-map-type'] = extras.mapType;
  if (extras.preserveUnknown) out['x-kubernetes-preserve-unknown-fields'] = true;
  if (extras.intOrString) {
    out['x-kubernetes-int-or-string'] = true;
    delete out.type;
  }
  if (extras.validations !== undefined && extras.validations.length > 0) {
    out['x-kubernetes-validations'] = [...extras.validations];
  }
}

/** A bare `pattern` answers with a regular expression; the same test in CEL answers with a sentence. */
function applyPatternMessage(out: StructuralSchema, message: string | undefined): void {
  if (message === undefined || out.pattern === undefined || out.pattern.includes("'")) return;
  const rule: CelRule = { rule: `self.matches(r'${out.pattern}')`, message };
  out['x-kubernetes-validations'] = [rule, ...(out['x-kubernetes-validations'] ?? [])];
  if (out.minLength === 1 && !new RegExp(out.pattern).test('')) delete out.minLength;
  delete out.pattern;
}

/** The API server runs an object's rules on its default as it is written, before the fields' own defaults. */
function fillDefaultForRules(out: StructuralSchema): void {
  if (out['x-kubernetes-validations'] === undefined || JSON.stringify(out.default) !== '{}') return;
  const fields = Object.entries(out.properties ?? {}).filter(([, child]) => child.default !== undefined);
  out.default = Object.fromEntries(fields.map(([name, child]) => [name, child.default]));
}

/** CEL's cost is estimated from the bounds, and an unbounded field is an unbounded object in etcd. */
function gaps(out: StructuralSchema, extras: K8sExtras): string[] {
  const found: string[] = [];
  if (out.type === undefined && !extras.intOrString && !extras.preserveUnknown) found.push('has no type');
  if (out.type === 'array' && out.maxItems === undefined) found.push('an array needs .max()');
  if (out.additionalProperties !== undefined && out.maxProperties === undefined) {
    found.push('a map needs .meta({ k8s: { maxProperties } })');
  }
  const isFreeText = out.type === 'string' && out.enum === undefined && out.format !== 'date-time';
  if (isFreeText && out.maxLength === undefined) found.push('a string needs .max()');
  if (out.pattern !== undefined && /\(\?[=!<]/.test(out.pattern)) found.push('RE2 has no look-around');
  return found;
}
