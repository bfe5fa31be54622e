import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { Visitors } from './chromium.ts';

// Every page at the width of a phone and of a desk, in both themes, for a person to look at.

const folder = resolve(process.argv[2] ?? 'screenshots');
const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const themes = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
await using visitors = new Visitors();
const page = await visitors.come();
await page.goto('/agent/ada');
await page.getByRole('button', { name: 'Start talking' }).waitFor();
await shoot(page, 'talk-before');
await page.getByRole('button', { name: 'Start talking' }).click();
await page.getByText('Hello, how can I help you?').first().waitFor();
await page.getByLabel('Message to the agent').fill('my number is blue tango victor');
await page.keyboard.press('Enter');
await page.getByText('Your number is blue tango victor').first().waitFor();
await page.getByText('Details').click();
await shoot(page, 'talk-live');
await page.getByRole('button', { name: 'End', exact: true }).click();
await page.getByText('You ended the conversation.').waitFor();
await shoot(page, 'talk-over');
await page.goto('/agent/nobody');
await page.getByRole('alert').waitFor();
await shoot(page, 'talk-missing');
console.log(`screenshots are in ${folder}`);

async function shoot(shown: Page, name: string): Promise<void> {
  for (const [width, viewport] of Object.entries(widths)) {
    await shown.setViewportSize(viewport);
    for (const colorScheme of themes) {
      await shown.emulateMedia({ colorScheme });
      await shown.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}
