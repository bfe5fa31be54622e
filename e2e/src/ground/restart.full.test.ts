import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, operatorBus, recordsOf, storeOneRecord } from '../support/index.ts';

const root = resolve(import.meta.dirname, '../../..');

async function make(target: string): Promise<void> {
  const child = spawn('make', [target], { cwd: root, stdio: 'inherit' });
  const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new Error(`make ${target} ended with ${code}`);
}

test("make down && make up keeps JetStream's data", async () => {
  const before = await operatorBus();
  await before.ready(10_000);
  const record = await storeOneRecord(before);
  await before.close();

  await make('down');
  await make('up');

  const after = await operatorBus();
  await after.ready(30_000);
  expect(await eventually('the records', () => recordsOf(after, record), 30)).toBe(1);
  await after.close();
});
