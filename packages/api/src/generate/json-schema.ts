import { z } from 'zod';
import type { K8sExtras } from '../resources/define.ts';

/** What `z.toJSONSchema` answers, as far as the generators read it. */
export interface JsonSchema {
  [keyword: string]: unknown;
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  allOf?: JsonSchema[];
  pattern?: string;
  /** The message that the schema's author gave to `.regex(pattern, message)`. */
  patternMessage?: string;
  k8s?: K8sExtras;
}

interface RegexCheck {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly error?: (issue: unknown) => unknown;
}

/** OpenAPI 3.0 dialect, every schema inlined: a CRD knows no `$ref`. */
export function inlineJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    unrepresentable: 'any',
    metadata: withoutIds(),
    override: ({ zodSchema, jsonSchema }) => {
      const message = patternMessageOf(zodSchema);
      if (message !== undefined) (jsonSchema as JsonSchema).patternMessage = message;
    },
  }) as JsonSchema;
}

function withoutIds(): typeof z.globalRegistry {
  const registry = Object.create(z.globalRegistry) as typeof z.globalRegistry;
  registry.get = (schema) => {
    const { id: _, ...rest } = z.globalRegistry.get(schema) ?? {};
    return rest;
  };
  return registry;
}

function patternMessageOf(schema: z.core.$ZodType): string | undefined {
  const checks = (schema._zod.def as unknown as { checks?: { _zod: { def: RegexCheck } }[] }).checks ?? [];
  const regexes = checks.map((check) => check._zod.def).filter((def) => def.format === 'regex');
  const [only] = regexes;
  if (regexes.length !== 1 || only?.error === undefined) return undefined;
  const answer = only.error({ code: 'invalid_format', input: '', path: [] });
  return typeof answer === 'string' ? answer : undefined;
}
