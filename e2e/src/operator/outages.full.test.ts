import { describe, expect, it } from 'vitest';
import { eventually, get, killContainer, kubectl, livekit, ownNamespace, runningPod } from '../support/index.ts';
import { Scene, type Session } from './scene.ts';

const namespace = ownNamespace('outages', 'switchboard-system');
const scene = new Scene(namespace);

async function killOperator(): Promise<void> {
  await killContainer(
    'switchboard-system',
    await runningPod('switchboard-system', 'app.kubernetes.io/name=switchboard-operator'),
  );
}

describe('live sessions outlive the control plane', () => {
  it('the operator is killed: calls go on, and what ended meanwhile is cleaned up', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.pool('desk', { min: 2, max: 6, buffer: 1 });
    await scene.warm('desk', 2);
    await scene.start('stays', 'desk');
    await scene.start('goes', 'desk');
    await scene.inPhase('stays', 'Active');
    await scene.inPhase('goes', 'Active');
    await killOperator();
    await scene.patch('voicesession', 'goes', { stop: true, stopMode: 'Now' });
    await scene.start('comes', 'desk');
    expect(await scene.ended('goes', 60)).toBe('Stopped');
    await scene.inPhase('comes', 'Active', 60);
    expect((await scene.session('stays')).status?.phase).toBe('Active');
    await scene.nothingLeft('goes', (await livekit()).rooms);
  });

  it('NATS is killed: no session ends, and a new one begins when it is back', async () => {
    await killContainer('switchboard-dev', 'nats-0');
    await scene.start('after', 'desk');
    await scene.inPhase('after', 'Active', 60);
    for (const name of ['stays', 'comes']) expect((await scene.session(name)).status?.phase).toBe('Active');
  });

  it('LiveKit is away while a session ends: that is said, and it is cleaned up when LiveKit is back', async () => {
    const room = (await scene.session('after')).status?.room ?? '';
    await scaleLiveKit(0);
    try {
      // It lets go of its rooms at its leisure.
      await eventually('LiveKit to be away', () => answers().then((does) => !does), 60);
      await scene.patch('voicesession', 'after', { stop: true, stopMode: 'Now' });
      expect(await scene.ended('after', 60)).toBe('Stopped');
      const { status } = await scene.until(
        'after',
        'waiting for LiveKit',
        ({ status }) => cleanedUp(status) !== undefined,
      );
      expect(cleanedUp(status)).toMatchObject({ status: 'False', reason: 'LiveKitUnavailable' });
      expect(await finalizers('after')).toHaveLength(1);
      await eventually('an Event', async () => (await reasonsSaid()).includes('CleanUpDelayed'));
    } finally {
      await scaleLiveKit(1);
    }
    await eventually('the finalizer to be released', async () => (await finalizers('after')).length === 0, 120);
    expect(await (await livekit()).rooms.listRooms([room])).toEqual([]);
  });

  it('LiveKit is killed while sessions end, and one that begins meanwhile is served', async () => {
    await killContainer('switchboard-dev', await runningPod('switchboard-dev', 'app.kubernetes.io/name=livekit'));
    for (const name of ['stays', 'comes']) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    await scene.start('late', 'desk');
    for (const name of ['stays', 'comes']) expect(await scene.ended(name, 60)).toBe('Stopped');
    await scene.inPhase('late', 'Active', 60);
    await scene.patch('voicesession', 'late', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('late', 60)).toBe('Stopped');
    await kubectl(['delete', 'voicepool', 'desk', '--namespace', namespace]);
  });
});

async function scaleLiveKit(replicas: number): Promise<void> {
  await kubectl(['scale', 'deployment/livekit', '--namespace', 'switchboard-dev', `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', 'deployment/livekit', '--namespace', 'switchboard-dev', '--timeout=90s']);
}

async function answers(): Promise<boolean> {
  const { rooms } = await livekit();
  return rooms.listRooms().then(
    () => true,
    () => false,
  );
}

const cleanedUp = (status: Session['status']) => status?.conditions?.find(({ type }) => type === 'CleanedUp');

async function finalizers(name: string): Promise<string[]> {
  type Finalized = { metadata: { finalizers?: string[] } };
  return (await get<Finalized>('voicesession', name, '--namespace', namespace)).metadata.finalizers ?? [];
}

async function reasonsSaid(): Promise<string[]> {
  const { items } = await get<{ items: { reason: string }[] }>('events', '--namespace', namespace);
  return items.map(({ reason }) => reason);
}
