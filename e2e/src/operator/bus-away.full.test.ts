import { afterAll, describe, expect, it } from 'vitest';
import { kubectl, livekit, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const system = 'switchboard-dev';
const namespace = ownNamespace('bus-away', 'switchboard-system');
const scene = new Scene(namespace);
/** Four times what a silent pod is given. */
const AWAY_MS = 60_000;

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', 'statefulset/nats', '--namespace', system, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', 'statefulset/nats', '--namespace', system, '--timeout=120s']);
}

describe('NATS is away for a minute', () => {
  afterAll(() => scale(1));

  it('no live session ends, what is stopped ends, and nothing is left over', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' }, { spec: { limits: { pendingSeconds: 300 } } });
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      await scene.start(name, 'desk');
      await scene.inPhase(name, 'Active', 60);
    }
    const since = performance.now();
    await scale(0);
    await scene.patch('voicesession', 'three', { stop: true, stopMode: 'Now' });
    await scene.start('waits', 'desk');
    expect(await scene.ended('three', 60)).toBe('Stopped');
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS - (performance.now() - since)));
    for (const name of ['one', 'two']) expect((await scene.session(name)).status?.phase).toBe('Active');
    await scale(1);
    await scene.inPhase('waits', 'Active', 90);
    for (const name of ['one', 'two']) expect((await scene.session(name)).status?.phase).toBe('Active');
    const { rooms } = await livekit();
    await scene.nothingLeft('three', rooms);
    for (const name of ['one', 'two', 'waits']) {
      await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
      expect(await scene.ended(name)).toBe('Stopped');
      await scene.nothingLeft(name, rooms);
    }
  });
});
