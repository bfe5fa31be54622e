import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import {
  createAgent,
  eventually,
  gatewayUrl,
  get,
  home,
  kubeconfig,
  kubectl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
const namespace = ownNamespace('plugin', 'switchboard-system');
const scene = new Scene(namespace);
const here = ['-n', namespace];
let key: TestKey;
let node: string;

/** As a person calls it: kubectl finds the plugin in the PATH. */
async function voice(...args: string[]): Promise<{ code: number; out: string }> {
  const path = [join(root, 'dist/kubectl-voice'), join(home, 'bin'), dirname(process.execPath), process.env['PATH']];
  const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: path.join(':') };
  const { stdout, stderr, code } = await run('kubectl', ['voice', ...args], { env }).then(
    (done) => ({ ...done, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => failed,
  );
  return { code, out: `${stdout}${stderr}` };
}

beforeAll(async () => {
  await run(process.execPath, [join(root, 'kubectl-voice/bundle.ts')]);
  key = await makeKey(namespace);
  await createAgent(namespace, 'ada', { warm: 2, spec: { limits: { joinSeconds: 600 } } });
  await warmPods(namespace, 'ada', 2);
  await scene.start('call', 'ada');
  node = (await scene.inPhase('call', 'Ready')).status?.pod?.node ?? '';
  await warmPods(namespace, 'ada', 2);
});
afterAll(() => key?.revoke());

test('top: memory now, peak and limit of a real session, its node and its age', async () => {
  const look = async () => {
    const { out } = await voice('top', ...here);
    return out.split('\n').find((one) => /call +ada +Ready +\d+Mi +\d+Mi +300Mi +\d+% /.test(one));
  };
  // The metrics API is half a minute behind.
  const line = await eventually('memory of the session', look, 90);
  expect(line).toContain(node);
});

test('why: a session that goes on, one that waits and one that has ended', async () => {
  expect((await voice('why', 'call', ...here)).out).toMatch(
    /agent ada: Ready, AgentInRoom[\s\S]*bound to the warm pod ada-/,
  );
  await scene.start('astray', 'nobody');
  await scene.ended('astray');
  const ended = await eventually('the Event of the end', async () => {
    const { out } = await voice('why', 'astray', ...here);
    return /Events\n.*AgentNotFound/.test(out) && out;
  });
  expect(ended).toMatch(
    /Ended, AgentNotFound[\s\S]*Whose doing: platform[\s\S]*What to do: Create it, or correct spec.agent./,
  );
  await scene.agent('unplaced', {}, { runtime: { nodeSelector: { nowhere: 'true' } } });
  await scene.start('waits', 'unplaced');
  await scene.until('waits', 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
  expect((await voice('why', 'waits', ...here)).out).toMatch(
    /Pending, Unschedulable[\s\S]*nodes are available[\s\S]*not Bound/,
  );
  await scene.patch('voicesession', 'waits', { stop: true });
  const nobody = await voice('why', 'nonesuch', ...here);
  expect(nobody).toMatchObject({ code: 1, out: expect.stringContaining('"nonesuch" not found') });
});

test('talk: a conversation with a key, a link once the agent is shared', async () => {
  const gateway = ['--gateway', gatewayUrl];
  const refused = await voice('talk', 'ada', ...here, ...gateway);
  expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('ada is not shared') });
  const started = await voice('talk', 'ada', ...here, ...gateway, '--key', key.key);
  const [, session = ''] = /^session {2}(\S+)$/m.exec(started.out) ?? [];
  expect(started.out).toMatch(/token {4}ey/);
  // The gateway hears of it on the bus, ahead of the object's status.
  await scene.inPhase(session, 'Ready');
  await scene.patch('voicesession', session, { stop: true, stopMode: 'Now' });
  await scene.patch('voiceagent', 'ada', { share: { enabled: true, requireKey: false } });
  const shared = await voice('talk', 'ada', ...here, ...gateway);
  expect(shared.out.trim()).toBe(`${gatewayUrl}/agent/ada?tenant=${namespace}`);
  expect((await fetch(shared.out.trim())).status).toBe(200);
});

test('drain: names how many, asks, and ends them with a goodbye; warm pods go', async () => {
  await warmPods(namespace, 'ada', 2);
  await eventually('one live session', async () => {
    const { out } = await voice('drain', node, '--dry-run', ...here);
    return out.includes(`${node}: 1 live conversation, `) && /call +ada +Ready/.test(out);
  });
  const unschedulable = async () => (await get<{ spec: { unschedulable?: boolean } }>('node', node)).spec.unschedulable;
  expect(await voice('drain', node, ...here)).toMatchObject({ code: 64, out: expect.stringContaining('add --yes') });
  expect(await unschedulable()).toBeUndefined();
  const warm = (await scene.pods('-l', 'switchboard.dev/claim=warm')).map(({ metadata }) => metadata.uid);
  try {
    const drained = await voice('drain', node, '--yes', '--timeout', '60', ...here);
    expect(drained).toMatchObject({ code: 0, out: expect.stringContaining('1 conversation told to say goodbye.') });
    expect(drained.out).toContain(`Nobody is left. Next: kubectl drain ${node}`);
    expect(await unschedulable()).toBe(true);
  } finally {
    await kubectl(['uncordon', node]);
  }
  const { status } = await scene.session('call');
  expect(status).toMatchObject({ phase: 'Ended', endReason: 'Drained' });
  // They are told to go: "nobody" counts those no more.
  await eventually(
    'the warm pods to be gone',
    async () => {
      const left = (await scene.pods()).map(({ metadata }) => metadata.uid);
      return !warm.some((uid) => left.includes(uid));
    },
    90,
  );
});
