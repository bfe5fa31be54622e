import type { z } from 'zod';

/** `field: what is wrong; what to write`. Values are never quoted: one of them may be a secret put in the wrong place. */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const field = issue.path.map(String).join('.') || 'the document';
  const meaning = schemaAt(schema, issue.path)?.description;
  const about = meaning ? ` (${meaning.replace(/\.$/, '')})` : '';
  return `${field}: ${problemAndMend(issue, schema)}${about}`;
}

function problemAndMend(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, fieldsOf(schemaAt(schema, issue.path)))).join('; ');
    case 'invalid_type':
      return issue.input === undefined
        ? `missing; write ${article(issue.expected)}`
        : `is ${article(kindOf(issue.input))}; write ${article(issue.expected)}`;
    case 'invalid_value':
      return `is not one of the choices; write ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      return `is too small; write ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `is too large; write ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_format':
      return `is no valid ${issue.format}; correct it${issue.format === 'regex' && issue.pattern ? ` to match ${issue.pattern}` : ''}`;
    default:
      return issue.message;
  }
}

function unknownField(key: string, known: readonly string[]): string {
  const near = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  if (near) return `unknown field "${key}"; write "${near}"`;
  return `unknown field "${key}"; remove it${known.length > 0 ? `, the fields here are ${known.join(', ')}` : ''}`;
}

interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
}

function definition(schema: z.ZodType): Definition {
  return schema.def as Definition;
}

/** Looks through optional, default and pipe to the schema that knows the fields. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = definition(schema);
  const inner = innerType ?? input;
  return inner ? bare(inner) : schema;
}

function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const step of path) {
    if (!at) return undefined;
    const { shape, element, valueType } = definition(bare(at));
    at = shape ? shape[String(step)] : (element ?? valueType);
  }
  return at;
}

function fieldsOf(schema: z.ZodType | undefined): readonly string[] {
  return schema ? Object.keys(definition(bare(schema)).shape ?? {}) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function article(kind: string): string {
  if (kind === 'null') return 'null';
  return `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind === 'int' ? 'whole number' : kind}`;
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' entries' : '';
}

/** Levenshtein, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    row = next;
  }
  return row[b.length] as number;
}
