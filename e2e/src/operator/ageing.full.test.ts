import { annotations, labels, MANAGED_BY } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { create, eventually, get, ownNamespace, probePod } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('ageing', 'switchboard-system');
const scene = new Scene(namespace);

const readyOf = async (pool: string): Promise<number> =>
  (await get<{ status?: { ready?: number } }>('voicepool', pool, '--namespace', namespace)).status?.ready ?? 0;

describe('warm pods grow old', () => {
  it('and are replaced before nothing is left, while a call goes on beyond the age of its pod', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.pool('desk', { min: 0, max: 6, buffer: 1, maximumAgeSeconds: 60 });
    await scene.warm('desk', 1);
    await scene.start('call', 'desk');
    const { status } = await scene.inPhase('call', 'Active');
    expect(status?.pod?.warm).toBe(true);
    await scene.warm('desk', 1);
    const [old] = await scene.pods('-l', `${labels.claim}=warm`);
    await eventually('the pool to say so', async () => (await readyOf('desk')) > 0);
    const counts: number[] = [];
    await eventually(
      'the pod to be replaced for its age',
      async () => {
        counts.push(await readyOf('desk'));
        return (await scene.pods('-l', `${labels.claim}=warm`)).every(
          ({ metadata }) => metadata.uid !== old?.metadata.uid,
        );
      },
      120,
    );
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect((await scene.session('call')).status).toMatchObject({ phase: 'Active', pod: { uid: status?.pod?.uid } });
  });

  it('and a pod whose session is unknown is found and deleted', async () => {
    const pod = probePod({ namespace, name: 'orphan', args: ['serve', 'ok'] }) as { metadata: object };
    const marks = { [labels.managedBy]: MANAGED_BY, [labels.claim]: 'cold', [labels.session]: 'nobodys' };
    const notes = {
      [annotations.sessionUid]: '00000000-0000-4000-8000-000000000000',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    };
    await create({ ...pod, metadata: { ...pod.metadata, labels: marks, annotations: notes } });
    const exists = async () => (await scene.pods()).some(({ metadata }) => metadata.name === 'orphan');
    await eventually('the orphan to go', async () => !(await exists()), 90);
    expect((await scene.session('call')).status?.phase).toBe('Active');
    await scene.patch('voicesession', 'call', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('call')).toBe('Stopped');
  });
});
