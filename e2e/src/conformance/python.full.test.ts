import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hangUp, Stage, spoken } from '../voice/index.ts';

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
  const pod = await stage.pod({ command });
  await pod.hello();
  const assign = await pod.assign({ identity: 'alice', behaviour: stage.behaviour({}) });
  const caller = await stage.caller(assign.room.name, 'alice');
  await caller.hears(0, 20_000);
  // Its captions become final with their last byte, which LiveKit's library for Node does not tell: its reports do.
  const says = (text: string) =>
    pod.reported('transcript', (one) => one.speaker === 'agent' && one.text.toLowerCase().includes(text), 30_000);
  await says('how can i help you');
  await caller.quiet(900, 10_000);
  await caller.speak(await spoken('my number is golden tango'));
  await caller.hears(performance.now(), 15_000);
  await caller.quiet(1500, 15_000);
  await caller.speak(await spoken('what is my number'));
  await says('your number is golden tango');
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
