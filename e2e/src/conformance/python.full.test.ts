import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, call, hangUp, Stage } from '../voice/index.ts';

const root = join(import.meta.dirname, '../../..');
const laidOut = join(root, 'dist/example-python');

beforeAll(() => {
  execFileSync(join(root, 'manifests/examples/runtimes/python/bundle.sh'), { stdio: 'inherit' });
}, 600_000);
// Laid out, it would be an image of 500 MB in every `make up`.
afterAll(() => rmSync(laidOut, { recursive: true, force: true }));

test('the runtime in Python holds a conversation', async () => {
  await using stage = await Stage.open();
  const command = ['env', `PYTHONPATH=${laidOut}:${join(laidOut, 'site')}`, 'python3', '-m', 'agent_runtime'];
  const { pod, caller } = await call(stage, 'alice', {}, { pod: { command } });
  expect(caller.said('agent').join(' ')).toContain('how can I help you');
  await ask(caller, 'my number is golden tango');
  expect((await ask(caller, 'what is my number')).join(' ')).toContain('golden tango');
  await hangUp(pod, caller);
});

test('its image follows the runtime contract', () => {
  execFileSync(join(root, 'dev/images/build.sh'), { stdio: 'inherit' });
  const check = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--image', 'example-python'], {
    encoding: 'utf8',
  });
  expect(check.stdout + check.stderr).toContain(' 0 failed, 0 not reached');
  expect(check.status).toBe(0);
});
