import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const main = new URL('./main.ts', import.meta.url).pathname;

test('a pod that is told to go while it waits for its credential goes at once', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      SWITCHBOARD_CONTRACT: 'v1',
      SWITCHBOARD_POD_UID: '00000000-0000-4000-8000-000000000000',
      SWITCHBOARD_POD_NAME: 'desk-1',
      SWITCHBOARD_NAMESPACE: 'tenant',
      SWITCHBOARD_AGENT: 'desk',
      SWITCHBOARD_NATS_URL: 'nats://127.0.0.1:1',
      SWITCHBOARD_NATS_CREDS: '/nowhere/creds',
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('the credential is not there yet')) break;
  }
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
