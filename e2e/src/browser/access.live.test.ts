import { buryDelivery, type RunningGateway, Stand, StandIn } from '@switchboard/gateway/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/index.ts';
import { seriousIn } from './axe.ts';
import { Visitors } from './chromium.ts';
import { builtPages } from './pages.ts';
import { Provider } from './provider.ts';

// The console before a gateway of the test's own: an identity provider and dead letters are not to be had on the cluster.

const hook = { url: 'http://127.0.0.1:9/voice', secretName: 'signing', events: ['session.ended'] };
const visitors = new Visitors();
let stand: Stand;
let operator: StandIn;
let provider: Provider;
let gateway: RunningGateway;

beforeAll(async () => {
  [stand, provider] = await Promise.all([Stand.open(), Provider.start({ tenant: 'acme', groups: ['voice-staff'] })]);
  await stand.tenant('acme', { hooks: [hook] });
  await stand.agent('acme', 'ada');
  operator = new StandIn(stand.client);
  gateway = await stand.gateway({
    pages: { directory: await builtPages(stand.folder) },
    oidc: {
      issuer: provider.issuer,
      audience: 'console',
      jwksUrl: `${provider.issuer}/keys`,
      roles: { 'voice-staff': 'viewer' },
      console: { clientId: 'console' },
    },
  });
});

afterEach(() => visitors.leave());

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

const come = () => visitors.come({ at: gateway.url });
const place = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

async function withKey(role: 'admin' | 'viewer' | 'client'): Promise<Page> {
  const page = await come();
  await page.goto('/console');
  await page.getByLabel('API key').fill(await stand.key('acme', role));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}

async function atProvider(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with 127.0.0.1' }).click();
  await page.getByRole('link', { name: 'Continue' }).click();
}

describe('with an identity provider', () => {
  test('one signs in there, comes back to where one wanted to go, and stays after a reload', async () => {
    const page = await come();
    await page.goto('/console/sessions?phase=Active');
    expect(await seriousIn(page)).toEqual([]);
    await atProvider(page);
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    expect(await page.getByLabel('Phase').inputValue()).toBe('Active');
    expect(page.url()).toBe(`${gateway.url}/console/sessions?phase=Active`);
    await page.reload();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
  });

  test('a token is renewed before it ends', async () => {
    const page = await come();
    const before = provider.refreshes;
    provider.seconds = 31;
    await page.goto('/console');
    await atProvider(page);
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    provider.seconds = 300;
    await eventually('a renewal', async () => {
      await place(page, 'Pools').click();
      await place(page, 'Queue').click();
      return provider.refreshes > before;
    });
    await page.getByText('Nobody waits.').waitFor();
  });

  test('its button comes also where the gateway did not answer at first', async () => {
    const page = await come();
    await page.route('/v1/sign-in', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });
    const told = page.getByRole('alert').getByText('(503)').waitFor();
    await page.goto('/console');
    await told;
    await page.getByRole('button', { name: 'Sign in with 127.0.0.1' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('an answer that was not asked for is refused', async () => {
    const page = await come();
    await page.goto('/console?code=stolen&state=guessed');
    await page
      .getByRole('alert')
      .getByText(/was not begun in this tab/)
      .waitFor();
    expect(page.url()).toBe(`${gateway.url}/console`);
  });
});

describe('what a role may not do', () => {
  test('a viewer sees pools and agents, and cannot change them', async () => {
    const page = await withKey('viewer');
    await place(page, 'Agents').click();
    await page.getByText('The role viewer may not do this (agents:change).').waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).isDisabled()).toBe(true);
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('link', { name: /^Keys/ }).click();
    await page.getByText('The role viewer may not do this').waitFor();
    expect(await page.getByRole('button', { name: 'New key' }).count()).toBe(0);
  });

  test('a client sees its sessions, and is told that the fleet is not for it', async () => {
    const page = await withKey('client');
    await page.getByText('The role client may not do this').waitFor();
    await place(page, 'Sessions').click();
    await page.getByText('No session fits.').waitFor();
  });

  test('a key that is revoked leads back to the door', async () => {
    const page = await withKey('viewer');
    await page.evaluate(`sessionStorage.setItem('switchboard-sign-in-kept', '{"kind":"key","key":"sb_none_none"}')`);
    await page.reload();
    await page
      .getByRole('alert')
      .getByText(/does not hold any more/)
      .waitFor();
  });
});

test('a delivery that was given up is sent again', async () => {
  const admin = await withKey('admin');
  await place(admin, 'Hooks').click();
  await admin.getByText(hook.url).waitFor();
  await admin.getByText('Everything was delivered.').waitFor();
  // Of an endpoint that nobody names any more: nothing of it leaves this machine.
  const endpoint = `h${'0123456789ab'.repeat(2)}`;
  const session = { id: 's-ended', uid: '00000000-0000-4000-8000-000000000000' };
  const buried = await buryDelivery(stand, { tenant: 'acme', endpoint, session });
  const row = admin.getByRole('row', { name: /session\.ended/ });
  await row.getByRole('button', { name: 'Send again' }).click();
  await admin.getByText('It is in the queue again.').waitFor();
  await row.getByText('sent again').waitFor();
  await eventually('the second try', async () => buried.tries() === 2);
  expect(await seriousIn(admin)).toEqual([]);
  const viewer = await withKey('viewer');
  await place(viewer, 'Hooks').click();
  await viewer.getByText('The role viewer may not do this').waitFor();
  await buried.close();
});
