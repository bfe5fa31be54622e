import { z } from 'zod';

export type JsonSchemaObject = Record<string, unknown>;

/** Gathers every schema with an `id` under its name, so that each is written once and referred to. */
export class Components {
  readonly #schemas = new Map<string, JsonSchemaObject>();

  /** The schema itself, or a reference to it. */
  schemaOf(schema: z.ZodType): JsonSchemaObject {
    const { $schema: _, $defs = {}, ...root } = jsonSchemaOf(schema);
    for (const [id, definition] of Object.entries($defs as Record<string, JsonSchemaObject>)) this.#add(id, definition);
    return pointed(root);
  }

  schemas(): Record<string, JsonSchemaObject> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => a.localeCompare(b)));
  }

  #add(id: string, definition: JsonSchemaObject): void {
    const component = pointed(definition);
    const known = this.#schemas.get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(component)) {
      throw new Error(`two schemas have the id ${id}; give one of them another`);
    }
    this.#schemas.set(id, component);
  }
}

/** What a client sends and what it reads are both written as input: answers may grow fields, so none are forbidden. */
function jsonSchemaOf(schema: z.ZodType): JsonSchemaObject {
  return z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const json = jsonSchema as JsonSchemaObject;
      delete json['k8s'];
      if (json['minimum'] === Number.MIN_SAFE_INTEGER) delete json['minimum'];
      if (json['maximum'] === Number.MAX_SAFE_INTEGER) delete json['maximum'];
    },
  }) as JsonSchemaObject;
}

function pointed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(pointed) as T;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === '$ref' && typeof inner === 'string'
      ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
      : [key, pointed(inner)],
  );
  return Object.fromEntries(entries) as T;
}
