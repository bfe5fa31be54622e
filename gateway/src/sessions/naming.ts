import { createHash, randomBytes } from 'node:crypto';
import type { rest } from '@switchboard/api';

const digest = (text: string) => createHash('sha256').update(text).digest();

function base36(bytes: Uint8Array, length: number): string {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return value.toString(36).padStart(length, '0').slice(-length);
}

/** The same owner and Idempotency-Key always make the same name: the API server's 409 is the replay. */
export const nameOfKey = (owner: string, key: string): string => `s-${base36(digest(`${owner}\n${key}`), 24)}`;

export const randomName = (): string => `s-${base36(randomBytes(32), 24)}`;

/** Canonical JSON: two requests that say the same hash the same, in whatever order their fields came. */
export function requestHash(request: rest.SessionCreate): string {
  const { waitSeconds: _, ...what } = request;
  return digest(canonical(what)).toString('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
