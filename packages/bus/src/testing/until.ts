import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition with a bound, and says what did not come true. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  boundMs = 15_000,
): Promise<void> {
  for (const end = Date.now() + boundMs; !(await condition()); await pause(5)) {
    if (Date.now() > end) throw new Error(`Did not come true within ${boundMs} ms: ${what}`);
  }
}
