import { describe, expect, it } from 'vitest';
import { eventually, get, killContainer, kubectl, livekit, ownNamespace, runningPod } from '../support/index.ts';
import { Scene } from './scene.ts';

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

  it('LiveKit is killed while a session ends: it is cleaned up when LiveKit is back', async () => {
    const pod = await runningPod('switchboard-dev', 'app.kubernetes.io/name=livekit');
    await killContainer('switchboard-dev', pod);
    await scene.patch('voicesession', 'after', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('after', 60)).toBe('Stopped');
    await eventually(
      'the finalizer to be released',
      async () => {
        const { metadata } = await get<{ metadata: { finalizers?: string[] } }>(
          'voicesession',
          'after',
          '--namespace',
          namespace,
        );
        return !metadata.finalizers?.length;
      },
      90,
    );
    for (const name of ['stays', 'comes']) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    for (const name of ['stays', 'comes']) await scene.inPhase(name, 'Ended', 60);
    await kubectl(['delete', 'voicepool', 'desk', '--namespace', namespace]);
  });
});
