import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Names of what axe holds to be serious or worse. It runs as a user's tool would: outside of the page's own policy. */
export async function seriousIn(page: Page): Promise<string[]> {
  const found = (await page.evaluate(`${axe}; axe.run()`)) as { violations: { id: string; impact: string }[] };
  return found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}
