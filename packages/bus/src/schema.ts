/** What this package asks of a schema; zod's satisfy it. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: Error };
}

/** What a reader gets: defaults filled in. */
export type Read<S> = S extends { _zod: { output: infer T } } ? T : S extends Schema<infer T> ? T : never;

/** What a writer gives: fields with a default may be left out. */
export type Written<S> = S extends { _zod: { input: infer T } } ? T : Read<S>;
