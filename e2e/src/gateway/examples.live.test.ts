import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loudestWithin, Visitors } from '../browser/chromium.ts';
import {
  create,
  createAgent,
  eventually,
  gatewayUrl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, 'examples');
const namespace = ownNamespace('examples', 'switchboard-system');
const visitors = new Visitors();
let key: TestKey;
let client: Switchboard;
let site: Server;

beforeAll(async () => {
  key = await makeKey(namespace);
  client = new Switchboard({ url: gatewayUrl, key: key.key });
  site = await backEnd();
  await create({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec: { corsOrigins: [origin()] },
  });
  await createAgent(namespace, 'ada', { warm: 3 });
  await warmPods(namespace, 'ada', 3);
});

afterAll(async () => {
  await visitors[Symbol.asyncDispose]();
  site.closeAllConnections();
  site.close();
  await key.revoke();
});

const origin = () => `http://localhost:${(site.address() as AddressInfo).port}`;

/** What the page expects of the back end that it belongs to: itself, LiveKit's client, and a token. */
async function backEnd(): Promise<Server> {
  const page = readFileSync(join(folder, 'page.html'), 'utf8').replace('https://voice.example.com', gatewayUrl);
  const stock = dirname(createRequire(import.meta.url).resolve('livekit-client'));
  const livekit = readFileSync(join(stock, 'livekit-client.esm.mjs'));
  const server = createServer(async (request, response) => {
    if (request.url === '/') return void response.setHeader('Content-Type', 'text/html').end(page);
    if (request.url?.endsWith('.mjs')) return void response.setHeader('Content-Type', 'text/javascript').end(livekit);
    if (request.url !== '/voice-token') return void response.writeHead(404).end();
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(await client.clientToken({ agent: 'ada', seconds: 60 })));
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return server;
}

test.concurrent.each([
  ['curl', 'bash', ['conversation.sh']],
  ['Node', process.execPath, ['conversation.ts']],
  ['Python', 'python3', ['conversation.py']],
] as const)('the example for %s has its conversation', async (_of, program, args) => {
  const env = { ...process.env, SWITCHBOARD_URL: gatewayUrl, SWITCHBOARD_KEY: key.key };
  const { stdout } = await run(program, [...args], { cwd: folder, env, timeout: 60_000 });
  expect(stdout).toContain('ws://');
});

test('they leave no conversation behind', async () => {
  await eventually('the ends', async () => {
    const { sessions } = await client.list();
    return sessions.length === 3 && sessions.every(({ endReason }) => endReason === 'Stopped');
  });
});

test('the page for a browser talks, with LiveKit’s own client and no code of ours', async () => {
  const page = await visitors.come({ at: origin() });
  await page.goto('/');
  const talk = page.getByRole('button', { name: 'Talk' });
  const [loudest] = await Promise.all([loudestWithin(page, 30, 0.05), talk.click()]);
  expect(loudest).toBeGreaterThan(0.05);
  await page.locator('#state').getByText('talking').waitFor();
});
