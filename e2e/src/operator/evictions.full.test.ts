import { afterAll, describe, expect, it } from 'vitest';
import { eventually, get, kubectl, livekit, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const system = 'switchboard-system';
const deployment = 'deployment/switchboard-operator';
const namespace = ownNamespace('evictions', system);
const scene = new Scene(namespace);

describe('ends that the kubelet decides', () => {
  afterAll(() => kubectl(['scale', deployment, '--namespace', system, '--replicas=1']));

  it('Evicted: the pod wrote more than its ephemeral storage', async () => {
    const runtime = { ephemeralStorageLimit: '16Mi' };
    await scene.agent('writes', { STUB_CALLER_MS: '0', STUB_FILL_DISK: 'true' }, { runtime });
    await scene.start('writes', 'writes');
    expect(await scene.ended('writes', 120)).toBe('Evicted');
    // A pod that leaves with exit code 0 keeps no reason in its status.
    expect((await scene.session('writes')).status?.message).toMatch(/ephemeral|emptyDir|Events/i);
    await scene.nothingLeft('writes', (await livekit()).rooms);
  });

  it('DeadlineExceeded: the backstop works while the operator is down', async () => {
    await scene.agent('long', { STUB_CALLER_MS: '0' });
    await scene.start('long', 'long');
    const pod = (await scene.inPhase('long', 'Active', 60)).status?.pod?.name ?? '';
    await kubectl(['scale', deployment, '--namespace', system, '--replicas=0']);
    const patch = JSON.stringify({ spec: { activeDeadlineSeconds: 1 } });
    await kubectl(['patch', 'pod', pod, '--namespace', namespace, '--type=merge', '-p', patch]);
    await eventually(
      'the kubelet to end the pod',
      async () => {
        const { status } = await get<{ status: { phase: string; reason?: string } }>(
          'pod',
          pod,
          '--namespace',
          namespace,
        );
        return status.phase === 'Failed' && status.reason === 'DeadlineExceeded';
      },
      60,
    );
    expect((await scene.session('long')).status?.phase).toBe('Active');
    await kubectl(['scale', deployment, '--namespace', system, '--replicas=1']);
    expect(await scene.ended('long', 90)).toBe('DeadlineExceeded');
    await scene.nothingLeft('long', (await livekit()).rooms);
  });
});
