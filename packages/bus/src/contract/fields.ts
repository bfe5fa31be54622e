import { z } from 'zod';

/** The part of JSON Schema that the messages use. */
export interface FieldSchema {
  type?: string;
  description?: string;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  additionalProperties?: FieldSchema | boolean;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  format?: string;
  oneOf?: FieldSchema[];
}

export interface Field {
  path: string;
  type: string;
  need: string;
  meaning: string;
}

/** Described at length with the resource they come from. */
const ELSEWHERE: Record<string, string> = {
  behaviour:
    'all fields of [VoiceAgent](reference/voiceagent.md) but `runtime`, `maxSessions`, `ttlSeconds`, `share` and `hooks`',
};

/** Open at every depth: who reads a message ignores what it does not know. */
export function jsonSchema(schema: z.ZodType): FieldSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => {
      if (made.additionalProperties === false) delete made.additionalProperties;
    },
  }) as FieldSchema;
}

/** The fields of a message, nested ones after their parent with a dotted path. */
export function fieldsOf(schema: FieldSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = prefix + name;
    const elsewhere = ELSEWHERE[path];
    const field = {
      path,
      type: elsewhere ?? typeOf(child),
      need: needOf(child, schema.required?.includes(name) ?? false),
      meaning: child.description ?? '',
    };
    if (elsewhere) return [field];
    const inner = child.type === 'array' ? child.items : child;
    return [field, ...fieldsOf(inner ?? {}, `${path}${child.type === 'array' ? '[]' : ''}.`)];
  });
}

function needOf(schema: FieldSchema, required: boolean): string {
  if (schema.default !== undefined) {
    return schema.properties ? 'defaults of its fields' : `default \`${JSON.stringify(schema.default)}\``;
  }
  return required ? '**required**' : 'optional';
}

function typeOf(schema: FieldSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (schema.type === 'array')
    return `list of ${schema.items?.properties ? 'objects' : typeOf(schema.items ?? {})}${most(schema.maxItems)}`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `map of ${typeOf(schema.additionalProperties)}`;
  }
  if (schema.format === 'date-time') return 'date and time (RFC 3339)';
  if (schema.type === 'string')
    return schema.maxLength === undefined ? 'string' : `string, at most ${schema.maxLength} characters`;
  if (schema.type === 'integer' || schema.type === 'number') return schema.type + rangeOf(schema);
  return schema.type ?? 'anything';
}

function most(count: number | undefined): string {
  return count === undefined ? '' : `, at most ${count}`;
}

// An integer without a bound of its own has the largest that JSON can carry exactly: no news to the reader.
function rangeOf({ minimum, maximum }: FieldSchema): string {
  const top = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bottom = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (bottom !== undefined && top !== undefined) return `, ${bottom} to ${top}`;
  if (bottom !== undefined) return `, at least ${bottom}`;
  return top === undefined ? '' : `, at most ${top}`;
}
