import { describe, expect, it } from 'vitest';
import { create, eventually, get, kubectl, livekit, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('reasons');
const scene = new Scene(namespace);
let count = 0;
const fresh = (): string => `s${++count}`;

/** One agent that misbehaves as it is told, and one session with it. */
async function started(faults: Record<string, string>, more: Parameters<Scene['agent']>[2] = {}, spec: object = {}) {
  const name = fresh();
  await scene.agent(name, faults, more);
  await scene.start(name, name, spec);
  return name;
}

async function leavesNothing(name: string): Promise<void> {
  await scene.nothingLeft(name, (await livekit()).rooms);
}

// Each waits for a clock of the operator's: they wait together.
describe.concurrent('a session ends when its time is over', () => {
  it('Unschedulable: a condition with the scheduler’s words, and an end only at the pending limit', async () => {
    const name = await started(
      {},
      { runtime: { nodeSelector: { nowhere: 'true' } }, spec: { limits: { pendingSeconds: 6 } } },
    );
    const waiting = await scene.passes(name, 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
    expect(waiting.status?.message).toMatch(/nodes are available/);
    expect(await scene.ended(name)).toBe('Unschedulable');
    await leavesNothing(name);
  });

  it('PendingTimeout: a pod that never takes part', async () => {
    const name = await started({ STUB_DEAF: 'true' }, { spec: { limits: { pendingSeconds: 5 } } });
    expect(await scene.ended(name)).toMatch(/PendingTimeout|AssignFailed/);
    await leavesNothing(name);
  });

  it('AgentJoinTimeout', async () => {
    const name = await started({ STUB_ABSENT: 'true' });
    expect(await scene.ended(name)).toBe('AgentJoinTimeout');
    await leavesNothing(name);
  });

  it('JoinTimeout: the caller never came', async () => {
    const name = await started({}, { spec: { limits: { joinSeconds: 5 } } });
    await scene.passes(name, 'ready', ({ status }) => status?.phase === 'Ready');
    expect(await scene.ended(name)).toBe('JoinTimeout');
    await leavesNothing(name);
  });

  it('MaxDuration, and a pod that will not go is ended', async () => {
    const name = await started(
      { STUB_CALLER_MS: '0', STUB_STUBBORN: 'true' },
      { spec: { limits: { maxDurationSeconds: 10 } } },
    );
    await scene.passes(name, 'taking its leave', ({ status }) => status?.phase === 'Ending', 40);
    expect(await scene.ended(name, 40)).toBe('MaxDuration');
    await leavesNothing(name);
  });

  it('HeartbeatLost: the pod falls silent while others are heard', async () => {
    const name = await started({ STUB_MUTE: 'true', STUB_CALLER_MS: '0' });
    await scene.inPhase(name, 'Active');
    // One window more, if others happen to be silent at the same time.
    expect(await scene.ended(name, 60)).toBe('HeartbeatLost');
    await leavesNothing(name);
  });
});

describe('a session ends with the reason that is true', () => {
  it('AgentNotFound', async () => {
    await scene.start('nobody', 'nobody');
    expect(await scene.ended('nobody')).toBe('AgentNotFound');
  });

  it('Cancelled: stopped while it waited', async () => {
    const name = await started({}, { runtime: { nodeSelector: { nowhere: 'true' } } });
    await scene.until(name, 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
    await scene.patch('voicesession', name, { stop: true });
    expect(await scene.ended(name)).toBe('Cancelled');
    await leavesNothing(name);
  });

  it('ImagePullFailed', async () => {
    const name = await started(
      {},
      { runtime: { image: 'localhost/switchboard/does-not-exist:1', imagePullPolicy: 'IfNotPresent' } },
    );
    expect(await scene.ended(name, 30)).toBe('ImagePullFailed');
    await leavesNothing(name);
  });

  it('SecretMissing names the Secret', async () => {
    const name = await started({}, { runtime: { secrets: [{ name: 'keys', secretName: 'no-such-secret' }] } });
    expect(await scene.ended(name)).toBe('SecretMissing');
    expect((await scene.session(name)).status?.message).toContain('no-such-secret');
    await leavesNothing(name);
  });

  it('PodCrashed, with the exit code', async () => {
    const name = await started({ STUB_CRASH: 'assigned', STUB_EXIT_CODE: '7' });
    expect(await scene.ended(name)).toBe('PodCrashed');
    expect((await scene.session(name)).status?.message).toContain('exit code 7');
    await leavesNothing(name);
  });

  it('OOMKilled, with the limit in the message', async () => {
    const name = await started({ STUB_FILL: 'true' });
    expect(await scene.ended(name)).toBe('OOMKilled');
    expect((await scene.session(name)).status?.message).toContain('160Mi');
    await leavesNothing(name);
  });

  it('CallerLeft, in the pod’s own words', async () => {
    const name = await started({ STUB_CALLER_MS: '300', STUB_LEAVES_MS: '300' });
    expect(await scene.ended(name)).toBe('CallerLeft');
    const { status } = await scene.session(name);
    expect(status?.memoryPeak).toMatch(/Mi$/);
    expect(status?.activeAt).toBeDefined();
    await leavesNothing(name);
  });

  it('Stopped: with a goodbye, and by deletion', async () => {
    const name = await started({ STUB_CALLER_MS: '0' });
    await scene.inPhase(name, 'Active');
    await scene.patch('voicesession', name, { stop: true });
    expect(await scene.ended(name)).toBe('Stopped');
    await leavesNothing(name);
    const second = fresh();
    await scene.start(second, name);
    const room = (await scene.inPhase(second, 'Active')).status?.room ?? '';
    await kubectl(['delete', 'voicesession', second, '--namespace', namespace, '--timeout=20s']);
    const { rooms } = await livekit();
    await eventually('the room to be gone', async () => (await rooms.listRooms([room])).length === 0);
  });

  it('PodDeleted', async () => {
    const name = await started({ STUB_CALLER_MS: '0' });
    const { status } = await scene.inPhase(name, 'Active');
    await kubectl(['delete', 'pod', status?.pod?.name ?? '', '--namespace', namespace, '--wait=false']);
    expect(await scene.ended(name)).toBe('PodDeleted');
    await leavesNothing(name);
  });

  it('QuotaRefused: a condition first, the end at the pending limit', async () => {
    const name = fresh();
    await create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace },
      spec: { hard: { pods: '0' } },
    });
    await scene.agent(name, {}, { spec: { limits: { pendingSeconds: 8 } } });
    await scene.start(name, name);
    await scene.passes(name, 'refused', ({ status }) => status?.reason === 'QuotaRefused');
    expect(await scene.ended(name)).toBe('QuotaRefused');
    await kubectl(['delete', 'resourcequota', 'none', '--namespace', namespace]);
  });

  it('tells SREs by Events', async () => {
    const { items } = await get<{ items: { reason: string }[] }>('events', '--namespace', namespace);
    const reasons = new Set(items.map(({ reason }) => reason));
    for (const reason of ['OOMKilled', 'PodCrashed', 'SecretMissing']) expect(reasons).toContain(reason);
  });
});
