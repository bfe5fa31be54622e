/** Fields to set on a copy of the table's valid object, by path; undefined takes the field away. */
export type Changes = Readonly<Record<string, unknown>>;

/** An object that the API server must take: [what it is, changes]. */
export type Accepted = readonly [says: string, changes: Changes];

/** One it must refuse, for one fault only: [what it is, changes, field that is blamed, part of the answer]. */
export type Refused = readonly [says: string, changes: Changes, field: string, answer: string];

/** Two versions of one object, and the answer to the second: no answer means that it is taken. */
export type Updated = readonly [says: string, before: Changes, after: Changes, field?: string, answer?: string];

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly plural: string;
  readonly valid: Manifest;
  readonly accepted: readonly Accepted[];
  readonly refused: readonly Refused[];
  readonly updated: readonly Updated[];
}

type Node = Record<string, unknown>;

export function changed(manifest: Manifest, changes: Changes): Manifest {
  const copy = structuredClone(manifest) as unknown as Node;
  for (const [path, value] of Object.entries(changes)) assign(copy, path.split('.'), value);
  return copy as unknown as Manifest;
}

function assign(node: Node, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    node[key] ??= {};
    assign(node[key] as Node, rest, value);
  } else if (value === undefined) delete node[key];
  else node[key] = value;
}
