import { labels } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { eventually, ownNamespace, signalContainer } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('frozen', 'switchboard-system');
const scene = new Scene(namespace);

describe('a warm pod that hears nothing', () => {
  it('is replaced within the same claim, while others are heard', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.start('heard', 'desk');
    await scene.inPhase('heard', 'Active');
    await scene.pool('desk', { min: 1, max: 2, buffer: 0 });
    await scene.warm('desk', 1);
    const [warm] = await scene.pods('-l', `${labels.claim}=warm`);
    await signalContainer(namespace, warm?.metadata.name ?? '', 'SIGSTOP');
    await scene.start('call', 'desk');
    await scene.passes('call', 'bound to the frozen pod', ({ status }) => status?.pod?.uid === warm?.metadata.uid);
    const { status } = await scene.inPhase('call', 'Active', 60);
    expect(status?.pod?.attempt).toBe(2);
    expect(status?.pod?.uid).not.toBe(warm?.metadata.uid);
    await eventually(
      'the frozen pod to go',
      async () => (await scene.pods()).every(({ metadata }) => metadata.uid !== warm?.metadata.uid),
      60,
    );
    for (const name of ['heard', 'call']) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    for (const name of ['heard', 'call']) expect(await scene.ended(name)).toBe('Stopped');
  });
});
