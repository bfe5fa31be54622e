import { labels } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { create, eventually, get, kubectl, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const system = 'switchboard-system';
const namespace = ownNamespace('scaling', system);
const scene = new Scene(namespace);
const warm = ['-l', `${labels.claim}=warm`];

interface Conditioned {
  readonly metadata: { readonly uid: string };
  readonly status?: {
    readonly desired?: number;
    readonly ready?: number;
    readonly waitingFor?: string;
    readonly selector?: string;
    readonly conditions?: readonly { type: string; status: string; reason: string; message: string }[];
  };
}

const object = (kind: string, name: string): Promise<Conditioned> => get(kind, name, '--namespace', namespace);

const says = (kind: string, name: string, type: string, status: 'True' | 'False', seconds = 60) =>
  eventually(
    `${kind} ${name} to say ${type}: ${status}`,
    async () =>
      (await object(kind, name)).status?.conditions?.find((one) => one.type === type && one.status === status),
    seconds,
  );

// Failures in a row after which a pool waits, longer each time, before it tries one pod.
const TRIES = 3;

const drop = (pool: string) => kubectl(['delete', 'voicepool', pool, '--namespace', namespace]);

describe('a pool', () => {
  it('is scaled by /scale, as by an autoscaler of pods, and never over its maximum', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.pool('desk', { min: 1, max: 3, buffer: 0 });
    await scene.warm('desk', 1);
    await says('voicepool', 'desk', 'Saturated', 'False');
    await kubectl(['scale', 'voicepool/desk', '--namespace', namespace, '--replicas=3']);
    await scene.warm('desk', 3);
    expect(await says('voicepool', 'desk', 'Saturated', 'True')).toMatchObject({ reason: 'AtMaximum' });
    await says('voicepool', 'desk', 'Ready', 'True');
    await expect(kubectl(['scale', 'voicepool/desk', '--namespace', namespace, '--replicas=4'])).rejects.toThrow(/max/);
    const scale = JSON.parse(
      await kubectl(['get', '--raw', `/apis/switchboard.dev/v1alpha1/namespaces/${namespace}/voicepools/desk/scale`]),
    ) as { spec: { replicas: number }; status: { replicas: number; selector: string } };
    expect(scale).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 3 } });
    expect(await scene.pods('-l', scale.status.selector)).toHaveLength(3);
    await kubectl(['scale', 'voicepool/desk', '--namespace', namespace, '--replicas=1']);
    await eventually('the pool to shrink', async () => (await scene.pods(...warm)).length === 1);
  });

  it('whose sessions are as many as its maximum makes no more, and the next starts cold or waits', async () => {
    await scene.patch('voicepool', 'desk', { max: 1 });
    await scene.start('only', 'desk');
    expect((await scene.inPhase('only', 'Active')).status?.pod?.warm).toBe(true);
    await says('voicepool', 'desk', 'Saturated', 'True');
    await scene.start('more', 'desk');
    expect((await scene.inPhase('more', 'Active')).status?.pod?.warm).toBe(false);
    expect(await scene.pods(...warm)).toHaveLength(0);
    for (const name of ['only', 'more']) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    for (const name of ['only', 'more']) await scene.ended(name);
    await drop('desk');
  });

  it('protects its namespace’s calls by one budget with an integer', async () => {
    const { items } = await get<{ items: { metadata: { name: string }; spec: { minAvailable: unknown } }[] }>(
      'poddisruptionbudgets',
      '--namespace',
      namespace,
    );
    expect(items).toHaveLength(1);
    expect(items[0]?.spec.minAvailable).toEqual(expect.any(Number));
  });

  it('without its agent says so, and fills when the agent comes', async () => {
    await scene.pool('late', { min: 1, max: 1, buffer: 0 });
    expect(await says('voicepool', 'late', 'Degraded', 'True')).toMatchObject({ reason: 'AgentNotFound' });
    await says('voicepool', 'late', 'Ready', 'False');
    expect((await object('voicepool', 'late')).status?.waitingFor).toContain('no VoiceAgent late');
    await scene.agent('late');
    await scene.warm('late', 1);
    await says('voicepool', 'late', 'Degraded', 'False');
    await drop('late');
  });

  it('with a Secret that is missing is degraded and names it, and does not make pods in a loop', async () => {
    const runtime = { secrets: [{ name: 'keys', secretName: 'not-there' }] };
    await scene.agent('keyless', {}, { runtime });
    await scene.pool('keyless', { min: 1, max: 1, buffer: 0 });
    const degraded = await says('voicepool', 'keyless', 'Degraded', 'True', 90);
    expect(degraded).toMatchObject({ reason: 'PodsUnhealthy', message: expect.stringContaining('not-there') });
    expect((await object('voicepool', 'keyless')).status?.waitingFor).toContain('not-there');
    expect(scene.podsEver('keyless')).toBeLessThanOrEqual(TRIES + 1);
    await drop('keyless');
  });

  it('that no node can take says so in the scheduler’s words', async () => {
    await scene.agent('nowhere', {}, { runtime: { nodeSelector: { nowhere: 'true' } } });
    await scene.pool('nowhere', { min: 1, max: 1, buffer: 0 });
    expect(await says('voicepool', 'nowhere', 'Degraded', 'True')).toMatchObject({
      reason: 'Unschedulable',
      message: expect.stringMatching(/nodes are available/),
    });
    await drop('nowhere');
  });
});

describe('a full node', () => {
  it('gives up placeholders for a conversation, and never the operator or the gateway', async () => {
    type Ranked = { items: { spec: { priority: number } }[] };
    const ranks = async (...of: string[]) =>
      (await get<Ranked>('pods', '--namespace', ...of)).items.map(({ spec }) => spec.priority);
    await scene.agent('ranked');
    await scene.pool('ranked', { min: 1, max: 1, buffer: 0, placeholders: 1 });
    await scene.warm('ranked', 1);
    const [session = Number.NaN] = await ranks(namespace, ...warm);
    const held = await eventually(
      'a placeholder',
      async () => (await ranks(namespace, '-l', `${labels.claim}=placeholder`))[0],
    );
    const control = await ranks(system, '-l', 'app.kubernetes.io/name in (switchboard-operator, switchboard-gateway)');
    expect(held).toBeLessThan(session);
    expect(control.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...control)).toBeGreaterThan(session);
    await drop('ranked');
  });
});

describe('what the namespace imposes', () => {
  it('a LimitRange that gives pods a CPU limit is a condition of the agent, until it is gone', async () => {
    await create({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'cpu', namespace },
      spec: { limits: [{ type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '20m' } }] },
    });
    await scene.agent('limited', { STUB_CALLER_MS: '0' });
    await scene.start('throttled', 'limited');
    await scene.inPhase('throttled', 'Active');
    expect(await says('voiceagent', 'limited', 'CpuLimitInjected', 'True')).toMatchObject({
      message: expect.stringMatching(/500m.*LimitRange/s),
    });
    await kubectl(['delete', 'limitrange', 'cpu', '--namespace', namespace]);
    await scene.patch('voicesession', 'throttled', { stop: true, stopMode: 'Now' });
    await scene.ended('throttled');
    await says('voiceagent', 'limited', 'CpuLimitInjected', 'False');
  });

  it('a quota that refuses a pool’s pods degrades the pool, and is tried again with longer pauses', async () => {
    await create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace },
      spec: { hard: { pods: '0' } },
    });
    await scene.agent('refused');
    await scene.pool('refused', { min: 1, max: 1, buffer: 0 });
    expect(await says('voicepool', 'refused', 'Degraded', 'True')).toMatchObject({ reason: 'QuotaRefused' });
    await kubectl(['delete', 'resourcequota', 'none', '--namespace', namespace]);
    await scene.warm('refused', 1);
    await says('voicepool', 'refused', 'Degraded', 'False');
    await drop('refused');
  });
});
