import { labels } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { create, eventually, get, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('queue');
const scene = new Scene(namespace);

async function tenant(spec: object): Promise<void> {
  await create({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec,
  });
}

const stopNow = (name: string, more: object = {}): Promise<void> =>
  scene.patch('voicesession', name, { stop: true, stopMode: 'Now', ...more });

const waitsFor = (name: string, reason: string) =>
  scene.until(name, `waiting for ${reason}`, ({ status }) => status?.reason === reason);

describe('the queue of a tenant', () => {
  it('holds what is beyond the tenant’s limit, over all of its agents, first come first served', async () => {
    await tenant({ maxSessions: 1, maxQueue: 2 });
    await scene.agent('one', { STUB_CALLER_MS: '0' });
    await scene.agent('two', { STUB_CALLER_MS: '0' });
    await scene.start('first', 'one');
    await scene.inPhase('first', 'Active');
    await scene.start('second', 'two');
    expect((await waitsFor('second', 'TenantLimit')).status?.queuePosition).toBe(1);
    await scene.start('third', 'one');
    expect((await waitsFor('third', 'TenantLimit')).status?.queuePosition).toBe(2);
  });

  it('is bounded: one more ends at once with QueueFull', async () => {
    await scene.start('fourth', 'one');
    expect(await scene.ended('fourth')).toBe('QueueFull');
    expect((await scene.session('fourth')).status?.pod).toBeUndefined();
  });

  it('says so on the tenant', async () => {
    await eventually('the tenant to be saturated', async () => {
      const { status } = await get<{
        status?: { sessions: number; queued: number; conditions: { type: string; status: string }[] };
      }>('voicetenant', 'default', '--namespace', namespace);
      const saturated = status?.conditions.find(({ type }) => type === 'Saturated')?.status;
      return status?.sessions === 1 && status.queued === 2 && saturated === 'True';
    });
  });

  it('moves up when a place is free, and its positions with it', async () => {
    await stopNow('first');
    await scene.inPhase('second', 'Active');
    await scene.until('third', 'next', ({ status }) => status?.queuePosition === 1);
    expect((await scene.session('second')).status?.queuePosition).toBeUndefined();
  });

  it('can be cleared', async () => {
    await stopNow('third', { stopReason: 'QueueCleared' });
    expect(await scene.ended('third')).toBe('QueueCleared');
  });

  it('grows with the tenant’s limit', async () => {
    await scene.start('fifth', 'two');
    await waitsFor('fifth', 'TenantLimit');
    await scene.patch('voicetenant', 'default', { maxSessions: 2 });
    await scene.inPhase('fifth', 'Active');
    for (const name of ['second', 'fifth']) await stopNow(name);
    for (const name of ['second', 'fifth']) expect(await scene.ended(name)).toBe('Stopped');
  });
});

describe('a session that waits for its pod', () => {
  it('takes a warm one that becomes free instead', async () => {
    await create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'one-pod', namespace },
      spec: { hard: { pods: '1' } },
    });
    await scene.agent('scarce', { STUB_CALLER_MS: '0' });
    await scene.pool('scarce', { min: 1, max: 1, buffer: 0 });
    await eventually('the pod of the pool', async () => (await scene.pods('-l', `${labels.pool}=scarce`)).length === 1);
    await scene.start('patient', 'scarce');
    const { status } = await scene.inPhase('patient', 'Active');
    expect(status?.pod?.warm).toBe(true);
    await stopNow('patient');
    await scene.ended('patient');
  });
});
