import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAgent, eventually, get, kubectl, ownNamespace, warmPods } from '../support/index.ts';
import { spoken } from '../voice/index.ts';
import { seriousIn } from './axe.ts';
import { loudestWithin, Visitors } from './chromium.ts';
import { microphoneOfTheTest, say } from './microphone.ts';

const namespace = ownNamespace('talk-page', 'switchboard-system');
const visitors = new Visitors();
const share = { enabled: true, requireKey: false, perAddress: 20, concurrent: 20 };

beforeAll(async () => {
  await createAgent(namespace, 'ada', { warm: 3, spec: { share } });
  await createAgent(namespace, 'busy', { warm: 2, spec: { share, maxSessions: 1 } });
  await Promise.all([warmPods(namespace, 'ada', 3), warmPods(namespace, 'busy', 2)]);
});

afterEach(() => visitors.leave());

const open = async (page: Page, agent = 'ada'): Promise<Page> => {
  await page.goto(`/agent/${agent}?tenant=${namespace}`);
  return page;
};
const status = (page: Page) => page.getByRole('status');
const captions = (page: Page) => page.getByRole('region', { name: 'Captions' });
const start = (page: Page) => page.getByRole('button', { name: 'Start talking' }).click();
const says = (page: Page, words: RegExp) => captions(page).getByText(words).first().waitFor({ timeout: 20_000 });
const listens = (page: Page) => status(page).getByText('Listening').waitFor({ timeout: 20_000 });
const end = (page: Page) => page.getByRole('button', { name: 'End', exact: true }).click();

test('somebody opens the link, talks, is answered aloud and in writing, interrupts, and hangs up', async () => {
  const page = await visitors.come();
  await microphoneOfTheTest(page);
  await open(page);
  const [loudest] = await Promise.all([loudestWithin(page, 30, 0.05), start(page)]);
  expect(loudest).toBeGreaterThan(0.05);
  await says(page, /Hello, how can I help you/);
  await listens(page);
  await say(page, await spoken('my number is blue tango victor'));
  await says(page, /my number is blue tango victor/i);
  await says(page, /Your number is blue tango victor/i);
  await listens(page);
  await say(page, await spoken('tell me a long story'));
  await status(page).getByText('Speaking').waitFor();
  // It tells its story until the caller breaks in.
  await say(page, await spoken('stop'));
  await says(page, /I will be quiet/i);
  await page.getByText('Details').click();
  await page
    .getByRole('cell', { name: /^[1-9]\d* ms$/ })
    .first()
    .waitFor();
  await end(page);
  await status(page).getByText('Ended').waitFor();
  await page.getByText('You ended the conversation.').waitFor();
  await eventually('the end of the session', async () => {
    const { items } = await get<{ items: { status?: { endReason?: string } }[] }>('voicesessions', '-n', namespace);
    return items.some(({ status }) => status?.endReason === 'Stopped' || status?.endReason === 'CallerLeft');
  });
});

test('who refuses the microphone is told how to mend it, and can write instead', async () => {
  await warmPods(namespace, 'ada', 1);
  const page = await open(await visitors.come({ microphone: 'refused' }));
  await start(page);
  await page
    .getByRole('alert')
    .getByText(/microphone is blocked/)
    .waitFor({ timeout: 20_000 });
  await page.getByLabel('Message to the agent').fill('my number is golden juliet');
  await page.getByRole('button', { name: 'Send' }).click();
  await says(page, /Your number is golden juliet/i);
  await end(page);
});

test('who closes the page ends the conversation at once', async () => {
  await warmPods(namespace, 'ada', 1);
  const page = await open(await visitors.come());
  await start(page);
  await says(page, /Hello, how can I help you/);
  await page.getByText('Details').click();
  const id = (await page.getByText(/^s-[a-z0-9]+$/).textContent()) ?? '';
  await page.goto('about:blank');
  await eventually('the end of the session', async () => {
    const { status } = await get<{ status?: { endReason?: string } }>('voicesession', id, '-n', namespace);
    return status?.endReason === 'Stopped';
  });
});

test('two visitors of one link never read each other', async () => {
  await warmPods(namespace, 'ada', 2);
  const [first, second] = await Promise.all([visitors.come(), visitors.come()]);
  await Promise.all([open(first), open(second)]);
  await Promise.all([start(first), start(second)]);
  for (const [page, number] of [
    [first, 'orange oscar'],
    [second, 'silver papa'],
  ] as const) {
    await page.getByLabel('Message to the agent').fill(`my number is ${number}`);
    await page.getByRole('button', { name: 'Send' }).click();
  }
  await Promise.all([says(first, /Your number is orange oscar/i), says(second, /Your number is silver papa/i)]);
  expect(await captions(first).textContent()).not.toMatch(/silver|papa/i);
  expect(await captions(second).textContent()).not.toMatch(/orange|oscar/i);
  await Promise.all([end(first), end(second)]);
});

test('a gateway that restarts in mid-call is not noticed', async () => {
  await warmPods(namespace, 'ada', 1);
  const page = await open(await visitors.come());
  await start(page);
  await says(page, /Hello, how can I help you/);
  await kubectl(['rollout', 'restart', 'deployment/switchboard-gateway', '--namespace', 'switchboard-system']);
  await kubectl(['rollout', 'status', 'deployment/switchboard-gateway', '--namespace', 'switchboard-system']);
  await page.getByLabel('Message to the agent').fill('my number is whiskey yellow');
  await page.getByRole('button', { name: 'Send' }).click();
  await says(page, /Your number is whiskey yellow/i);
  await end(page);
});

describe('what can go wrong is said in plain words', () => {
  test('no such agent', async () => {
    const page = await open(await visitors.come(), 'nobody');
    await page
      .getByRole('alert')
      .getByText(/There is no agent at this link/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Start talking' }).isDisabled()).toBe(true);
  });

  test('everybody is busy: the place in the queue', async () => {
    const [first, second] = await Promise.all([visitors.come(), visitors.come()]);
    await Promise.all([open(first, 'busy'), open(second, 'busy')]);
    await start(first);
    await first.getByRole('button', { name: 'End', exact: true }).waitFor({ timeout: 20_000 });
    await start(second);
    await status(second).getByText('You are next.').waitFor({ timeout: 20_000 });
    await end(first);
    await second.getByRole('button', { name: 'End', exact: true }).waitFor({ timeout: 30_000 });
    await end(second);
  });
});

test('nothing serious for who can’t see or use a mouse, in light and in dark', async () => {
  await warmPods(namespace, 'ada', 1);
  const page = await visitors.come();
  const bothThemes = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({ colorScheme, serious: await seriousIn(page) }).toEqual({ colorScheme, serious: [] });
    }
  };
  await open(page);
  await bothThemes();
  await page.getByRole('button', { name: 'Start talking' }).focus();
  await page.keyboard.press('Enter');
  await says(page, /Hello, how can I help you/);
  await bothThemes();
  await page.keyboard.press('m');
  await page.getByRole('button', { name: 'Unmute' }).waitFor();
  await end(page);
});
