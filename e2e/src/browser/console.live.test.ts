import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { seriousIn } from './axe.ts';
import { Visitors } from './chromium.ts';

const namespace = ownNamespace('console', 'switchboard-system');
const visitors = new Visitors();
let admin: TestKey;
let page: Page;

beforeAll(async () => {
  admin = await makeKey(namespace, 'admin');
  await createAgent(namespace, 'ada', { warm: 1, spec: { limits: { joinSeconds: 300 } } });
  await warmPods(namespace, 'ada', 1);
  page = await visitors.come();
  await signIn(page, admin);
});

afterAll(async () => {
  await visitors[Symbol.asyncDispose]();
  await admin.revoke();
});

async function signIn(on: Page, { key }: TestKey): Promise<void> {
  await on.goto('/console');
  await on.getByLabel('API key').fill(key);
  await on.getByRole('button', { name: 'Sign in' }).click();
  await on.getByRole('heading', { name: 'Fleet' }).waitFor();
}

const go = (name: string) => page.getByRole('link', { name, exact: true }).click();

async function call(): Promise<string> {
  const response = await fetch(`${gatewayUrl}/v1/sessions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${admin.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent: 'ada', waitSeconds: 20 }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { session: { id: string } }).session.id;
}

test('a wrong key is told so', async () => {
  const stranger = await visitors.come();
  await stranger.goto('/console');
  await stranger.getByLabel('API key').fill('sb_none_none');
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await stranger.getByRole('alert').waitFor();
});

test('a conversation is seen on the fleet, in the list and on its page, and is ended from there', async () => {
  const id = await call();
  await go('Fleet');
  await page.getByText('Live sessions').locator('..').getByText('1', { exact: true }).waitFor();
  await go('Sessions');
  await page.getByRole('combobox', { name: 'Agent' }).fill('nobody');
  await page.getByText('No session fits.').waitFor();
  await page.getByRole('combobox', { name: 'Agent' }).fill('ada');
  await page.getByRole('link', { name: id }).waitFor();
  await page.reload();
  expect(await page.getByRole('combobox', { name: 'Agent' }).inputValue()).toBe('ada');
  await page.getByRole('link', { name: id }).click();
  await page.getByRole('heading', { name: id }).waitFor();
  await page.getByText('Agent joined').waitFor();
  await page.getByRole('img', { name: /^Memory \d+ Mi of \d+ Mi/ }).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'End with a goodbye' }).click();
  await page.getByText('Ended', { exact: true }).first().waitFor({ timeout: 30_000 });
  await page.getByText('Ended by').waitFor();
  expect(await seriousIn(page)).toEqual([]);
});

test('an agent is edited: the difference is shown, a mistake is named, and the change is applied', async () => {
  await go('Agents');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Longest silence, in seconds').fill('-5');
  await page.getByRole('alert').getByText('At least 5.').waitFor();
  expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
  await page.getByLabel('Longest silence, in seconds').fill('77');
  await page.getByLabel('Greeting').fill('Good evening.');
  await page.getByRole('list', { name: 'What would change' }).getByText('evening').first().waitFor();
  expect(await seriousIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Greeting: Good evening.').waitFor();
});

test('a pool is scaled', async () => {
  await go('Pools');
  await page.getByLabel('At most').fill('7');
  await page.getByRole('button', { name: 'Scale' }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  expect(await page.getByLabel('At most').inputValue()).toBe('7');
});

test('a pool gets a schedule', async () => {
  await go('Pools');
  await page.getByRole('button', { name: 'Edit the schedule' }).click();
  await page.getByRole('button', { name: 'Add a window' }).click();
  await page.getByLabel('Name').fill('office');
  await page.getByLabel('From').fill('0 8 * * 1-5');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByLabel('At least, then').fill('20');
  expect(await seriousIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByRole('alert').getByText('min of a schedule window must not be larger than max').waitFor();
  await page.getByLabel('At least, then').fill('2');
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByText('at least 2').waitFor();
  await page.getByRole('button', { name: 'Edit the schedule' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByText('No schedule: the same at all hours.').waitFor();
});

test('a key is made, shown once, and revoked', async () => {
  await go('Keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Role').selectOption('viewer');
  await dialog.getByLabel('What it is for').fill('wallboard');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const key = (await dialog.getByLabel('The key').textContent()) ?? '';
  expect(await seriousIn(page)).toEqual([]);
  const me = () => fetch(`${gatewayUrl}/v1/me`, { headers: { Authorization: `Bearer ${key}` } });
  expect(await (await me()).json()).toMatchObject({ tenant: namespace, role: 'viewer' });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('cell', { name: 'wallboard' }).waitFor();
  const secret = key.slice(key.lastIndexOf('_') + 1);
  expect(await page.content()).not.toContain(secret);
  expect(await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }])`)).not.toContain(secret);
  await page
    .getByRole('row', { name: /wallboard/ })
    .getByRole('button')
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/is revoked/).waitFor();
  await page.getByRole('cell', { name: 'wallboard' }).waitFor({ state: 'detached' });
  await eventually('the key to be refused', async () => (await me()).status === 401);
});

describe.each(['Fleet', 'Sessions', 'Queue', 'Pools', 'Agents', 'Models', 'Hooks', 'Keys'])('%s', (place) => {
  test.each(['light', 'dark'] as const)('nothing serious for axe (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await go(place);
    await page.getByRole('heading', { name: place }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });

  test('is no wider than a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await go(place);
    await page.getByRole('heading', { name: place }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  });
});
