import { describe, expect, it } from 'vitest';
import { eventually, get, kubectl, livekit, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('pools');
const scene = new Scene(namespace);

describe('a warm pool', () => {
  it('gives a session a warm pod, and makes another', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.pool('desk', { min: 1, max: 4, buffer: 1 });
    await scene.warm('desk', 1);
    await scene.start('call', 'desk');
    const { status } = await scene.inPhase('call', 'Active');
    expect(status?.pod?.warm).toBe(true);
    type Tracked = { metadata: { managedFields?: object[] } };
    const whole = ['--namespace', namespace, '--show-managed-fields'];
    const { metadata } = await get<Tracked>('pod', status?.pod?.name ?? '', ...whole);
    expect(metadata.managedFields, 'each write of the pod would be dearer').toBeUndefined();
    await scene.warm('desk', 1);
    await eventually('the pool to count both', async () => {
      type Counted = { status: { claimed: number; desired: number } };
      const { status } = await get<Counted>('voicepool', 'desk', '--namespace', namespace);
      return status.claimed === 1 && status.desired === 2;
    });
  });

  it('lets the Eviction API take a warm pod and never a live call', async () => {
    const live = (await scene.session('call')).status?.pod?.name ?? '';
    const [warm] = await scene.pods('-l', 'switchboard.dev/claim=warm');
    await expect(evict(live)).rejects.toThrow(/disruption budget/);
    await evict(warm?.metadata.name ?? '');
    await eventually('another warm pod', async () => {
      const pods = await scene.pods('-l', 'switchboard.dev/claim=warm');
      return pods.some(({ metadata, status }) => metadata.uid !== warm?.metadata.uid && status.phase === 'Running');
    });
    expect((await scene.session('call')).status?.phase).toBe('Active');
  });

  it('rolls warm pods when the runtime changes, and touches no live call', async () => {
    const before = await scene.pods('-l', 'switchboard.dev/claim=warm');
    await scene.patch('voiceagent', 'desk', { runtime: { cpuRequest: '25m' } });
    await eventually(
      'new warm pods',
      async () => {
        const pods = await scene.pods('-l', 'switchboard.dev/claim=warm');
        const old = new Set(before.map(({ metadata }) => metadata.uid));
        return (
          pods.length > 0 && pods.every(({ metadata, status }) => !old.has(metadata.uid) && status.phase === 'Running')
        );
      },
      60,
    );
    expect((await scene.session('call')).status?.phase).toBe('Active');
  });

  it('keeps a live call when the pool is deleted', async () => {
    await kubectl(['delete', 'voicepool', 'desk', '--namespace', namespace]);
    await eventually(
      'the warm pods to go',
      async () => (await scene.pods('-l', 'switchboard.dev/claim=warm')).length === 0,
      60,
    );
    expect((await scene.session('call')).status?.phase).toBe('Active');
    await scene.patch('voicesession', 'call', { stop: true, stopMode: 'Now' });
    await scene.inPhase('call', 'Ended');
    await scene.nothingLeft('call', (await livekit()).rooms);
  });

  it('does not loop on a broken image', async () => {
    await scene.agent('broken', { STUB_CRASH: 'start' });
    await scene.pool('broken', { min: 3, max: 6 });
    await eventually(
      'the pool to say that it is degraded',
      async () => {
        const { status } = await get<{ status?: { conditions?: { type: string; status: string; reason: string }[] } }>(
          'voicepool',
          'broken',
          '--namespace',
          namespace,
        );
        return status?.conditions?.some(
          (one) => one.type === 'Degraded' && one.status === 'True' && one.reason === 'PodsUnhealthy',
        );
      },
      60,
    );
    // Three at first, as it wants three, and others for the first two, if they failed long before the third;
    // from then on one at a time, after a pause that grows.
    expect(scene.podsEver('broken')).toBeLessThanOrEqual(6);
    await kubectl(['delete', 'voicepool', 'broken', '--namespace', namespace]);
  });

  it('queues by priority when the agent’s limit stands in the way', async () => {
    await scene.agent('one', { STUB_CALLER_MS: '0' }, { spec: { maxSessions: 1 } });
    await scene.start('first', 'one');
    await scene.inPhase('first', 'Active');
    await scene.start('low', 'one');
    const low = await scene.until('low', 'queued', ({ status }) => status?.reason === 'AgentLimit');
    expect(low.status?.queuePosition).toBe(1);
    await scene.start('high', 'one', { priority: 10 });
    await scene.until('high', 'queued', ({ status }) => status?.reason === 'AgentLimit');
    await scene.patch('voicesession', 'first', { stop: true, stopMode: 'Now' });
    await scene.inPhase('high', 'Active');
    expect((await scene.session('low')).status?.phase).toBe('Pending');
    for (const name of ['high', 'low']) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    for (const name of ['high', 'low']) await scene.inPhase(name, 'Ended');
  });
});

async function evict(name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } });
  await kubectl(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '-f', '-'], body);
}
