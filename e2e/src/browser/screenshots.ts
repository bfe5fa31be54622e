import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { makeKey } from '../support/index.ts';
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
await consolePages();
console.log(`screenshots are in ${folder}`);

async function consolePages(): Promise<void> {
  const { key, revoke } = await makeKey('demo', 'admin');
  try {
    await page.goto('/console');
    await page.getByLabel('API key').waitFor();
    await shoot(page, 'console-sign-in');
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    for (const place of ['Fleet', 'Sessions', 'Queue', 'Pools', 'Agents', 'Models', 'Hooks', 'Keys']) {
      await page.getByRole('link', { name: place, exact: true }).click();
      await page.getByRole('heading', { name: place }).waitFor();
      await page.getByText('Loading').first().waitFor({ state: 'detached' });
      await shoot(page, `console-${place.toLowerCase()}`);
    }
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByRole('region', { name: 'Sessions' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await shoot(page, 'console-session');
  } finally {
    await revoke();
  }
}

async function shoot(shown: Page, name: string): Promise<void> {
  for (const [width, viewport] of Object.entries(widths)) {
    await shown.setViewportSize(viewport);
    for (const colorScheme of themes) {
      await shown.emulateMedia({ colorScheme });
      await shown.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}
