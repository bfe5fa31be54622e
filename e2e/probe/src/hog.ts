/** Takes memory, and touches it, until something stops it. */
export async function hog(): Promise<void> {
  const held: Buffer[] = [];
  for (;;) {
    held.push(Buffer.alloc(8 << 20, 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
