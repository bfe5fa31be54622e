import { MalformedMessageError, UnknownFieldError } from './errors.ts';
import type { Read, Schema, Written } from './schema.ts';

/** Readers tolerate fields that they do not know: a newer writer may talk to an older reader. */
export function decode<S extends Schema<unknown>>(schema: S, data: Uint8Array): Read<S> {
  const result = schema.safeParse(parseJson(data));
  if (!result.success) throw new MalformedMessageError('A message that arrived', result.error);
  return result.data as Read<S>;
}

/** Writers send what the schema knows. Under test a field that it does not know is an error, elsewhere it is left out. */
export function encode<S extends Schema<unknown>>(schema: S, message: Written<S>): Uint8Array {
  const result = schema.safeParse(message);
  if (!result.success) throw new MalformedMessageError('A message to be sent', result.error);
  if (process.env['NODE_ENV'] === 'test') refuseUnknown(message, result.data, []);
  return Buffer.from(JSON.stringify(result.data));
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch (cause) {
    throw new MalformedMessageError('A message that arrived', cause);
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
