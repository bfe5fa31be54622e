import { expect, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { spokenCall } from '../operator/spoken.ts';
import { createAgent, kubectl, ownNamespace } from '../support/index.ts';
import { ask } from './index.ts';

const namespace = ownNamespace('memory-pressure', 'switchboard-system');
const scene = new Scene(namespace);
const goodbye = 'I have to go now, goodbye.';

/**
 * Runs in the session's own container, so that its memory is the session's: takes a little more every moment until
 * what cannot be taken back is past the point at which the session must end, and keeps it.
 */
const fill = `
const { readFileSync } = require('node:fs');
const first = (...paths) => { for (const path of paths) try { return readFileSync('/sys/fs/cgroup/' + path, 'utf8'); } catch {} };
const idle = () => Number(/inactive_file (\\d+)/.exec(first('memory.stat', 'memory/memory.stat'))[1]);
const used = () => Number(first('memory.current', 'memory/memory.usage_in_bytes')) - idle();
const limit = Number(first('memory.max', 'memory/memory.limit_in_bytes'));
const kept = [];
setInterval(() => { if (used() < 0.945 * limit) kept.push(Buffer.alloc(1 << 20, 1)); }, 100);
`;

test('a conversation that nears its memory limit gives up what it can, says goodbye and ends before the kernel ends it', async () => {
  await createAgent(namespace, 'desk', { warm: 0, spec: { goodbye }, runtime: { cpuRequest: '20m' } });
  const { session, caller } = await spokenCall(scene, 'full', 'desk');
  expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
  const pod = session.status?.pod?.name ?? '';
  const at = ['--namespace', namespace, pod];
  const log = kubectl(['logs', '--follow', ...at]);
  const exit = 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}=0';
  const exited = kubectl(['wait', `--for=${exit}`, `pod/${pod}`, '--namespace', namespace, '--timeout=90s']);

  const before = performance.now();
  // It ends with the container that it fills.
  const filling = kubectl(['exec', ...at, '--', '/nodejs/bin/node', '-e', fill]).catch(() => undefined);
  await scene.passes('full', 'taking its leave', ({ status }) => status?.phase === 'Ending', 60);
  expect(await scene.ended('full')).toBe('MemoryPressure');
  await caller.until('the goodbye', () => caller.captions.find((one) => one.text === goodbye), 10_000);
  expect(caller.hearing.soundAfter(before)).toBeDefined();
  await exited;
  await filling;

  const levels = (await log).split('\n').flatMap((line) => /"memoryLevel":"(warn|shed|end)"/.exec(line)?.[1] ?? []);
  expect(levels.slice(-2), await log).toEqual(['shed', 'end']);
  await caller.leave();
});
