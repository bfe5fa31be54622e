import { appendFileSync } from 'node:fs';

const CHUNK = 16 * 2 ** 20;
const EVERY_MS = 20;

/** Takes memory, and touches it, until the kernel says that it was enough. */
export function fillMemory(): void {
  const taken: Buffer[] = [];
  setInterval(() => taken.push(Buffer.alloc(CHUNK, 1)), EVERY_MS);
}

/** Writes to the volume that its pod may write to, until somebody says that it was enough. */
export function fillDisk(): void {
  setInterval(() => appendFileSync('/tmp/filled', Buffer.alloc(CHUNK / 4, 1)), EVERY_MS * 10);
}
