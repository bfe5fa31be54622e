import { MalformedMessageError, UnknownFieldError } from './errors.ts';
import type { Read, Schema, Written } from './schema.ts';

/** Readers tolerate fields that they do not know: a newer writer may talk to an older reader. */
export function decode<S extends Schema<unknown>>(schema: S, data: Uint8Array): Read<S> {
  return parseTolerantly(schema, parseJson(data), 'A message that arrived');
}

/** Writers send what the schema knows. Under test a field that it does not know is an error, elsewhere it is left out. */
export function encode<S extends Schema<unknown>>(schema: S, message: Written<S>): Uint8Array {
  // A copy only where there is something to take out of it, which is hardly ever.
  const whole = schema.safeParse(message);
  const known = whole.success
    ? (whole.data as Read<S>)
    : parseTolerantly(schema, structuredClone(message), 'A message to be sent');
  if (process.env['NODE_ENV'] === 'test') refuseUnknown(message, known, []);
  return Buffer.from(JSON.stringify(known));
}

function parseTolerantly<S extends Schema<unknown>>(schema: S, value: unknown, what: string): Read<S> {
  let result = schema.safeParse(value);
  if (!result.success && removeUnknown(value, result.error)) result = schema.safeParse(value);
  if (!result.success) throw new MalformedMessageError(what, result.error);
  return result.data as Read<S>;
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch {
    // The parser's own error quotes the text, which may be what a caller said.
    throw new MalformedMessageError('A message that arrived', new SyntaxError('It is not JSON.'));
  }
}

function refuseUnknown(given: unknown, known: unknown, path: string[]): void {
  if (typeof given !== 'object' || given === null || typeof known !== 'object' || known === null) return;
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const at = [...path, key];
    if (!Object.hasOwn(known, key)) throw new UnknownFieldError(at.join('.'));
    refuseUnknown(value, (known as Record<string, unknown>)[key], at);
  }
}

// Parts of a message come from resources, whose schemas are strict because a person wrote the object.
// There the parser names what it does not know, and it is taken out.
function removeUnknown(value: unknown, error: Error): boolean {
  const issues = 'issues' in error && Array.isArray(error.issues) ? (error.issues as Issue[]) : [];
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  for (const { path, keys = [] } of unknown) {
    const owner = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
    if (typeof owner === 'object' && owner !== null) for (const key of keys) Reflect.deleteProperty(owner, key);
  }
  return unknown.length > 0;
}

interface Issue {
  code: string;
  path: PropertyKey[];
  keys?: string[];
}
