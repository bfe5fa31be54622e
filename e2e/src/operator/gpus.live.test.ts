import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create, eventually, get, kubectl, ownNamespace } from '../support/index.ts';
import { FakeNodes } from './fake-nodes.ts';
import { Scene, type Session } from './scene.ts';

const namespace = ownNamespace('gpus', 'switchboard-system');
let nodes: FakeNodes;
let [first, second, third] = ['', '', ''];

const GPUS = 2;
beforeAll(async () => {
  nodes = await FakeNodes.open(namespace);
  first = await nodes.add('one', GPUS);
  second = await nodes.add('two', GPUS);
  third = await nodes.add('three', GPUS);
});
afterAll(() => nodes[Symbol.asyncDispose]());
// After the nodes, so that they outlive what is checked at the end.
const scene = new Scene(namespace);

const gpu = { resourceName: 'nvidia.com/gpu', count: 1 };
const pendingSeconds = 300;

interface Placed {
  readonly metadata: { readonly uid: string; readonly labels: Record<string, string> };
  readonly spec: { readonly nodeName?: string };
}

async function placed(...selector: string[]): Promise<Placed[]> {
  return (await get<{ items: Placed[] }>('pods', '--namespace', namespace, ...selector)).items;
}

const countsByNode = (names: readonly (string | undefined)[]): number[] =>
  [first, second, third].map((node) => names.filter((name) => name === node).length);

const talking = async (name: string): Promise<Session> => {
  await scene.start(name, 'desk');
  return scene.inPhase(name, 'Active', 60);
};

describe('GPU nodes', () => {
  it('warm pods are spread over them', async () => {
    const topologySpread = { whenUnsatisfiable: 'DoNotSchedule' };
    await scene.agent(
      'desk',
      {},
      { runtime: { ...nodes.runtime, gpu, topologySpread }, spec: { limits: { pendingSeconds } } },
    );
    await scene.pool('desk', { min: 6, max: 6, buffer: 0 });
    await scene.warm('desk', 6);
    expect(countsByNode((await placed()).map(({ spec }) => spec.nodeName))).toEqual([2, 2, 2]);
  });

  it('a session is given a pod on the node with the fewest sessions', async () => {
    const names = ['call-1', 'call-2', 'call-3', 'call-4'];
    const on: (string | undefined)[] = [];
    for (const name of names) on.push((await talking(name)).status?.pod?.node);
    expect(new Set(on.slice(0, 3)).size).toBe(3);
    expect(countsByNode(on).sort()).toEqual([1, 1, 2]);
    // The node that has two of its calls ended is the least busy again.
    const [busiest] = [first, second, third].filter((node) => on.filter((one) => one === node).length === 2);
    const leaving = names.filter((_, at) => on[at] === busiest);
    for (const name of leaving) await scene.patch('voicesession', name, { stop: true, stopMode: 'Now' });
    for (const name of leaving) await scene.ended(name);
    const there = ['-l', 'switchboard.dev/claim=warm', `--field-selector=spec.nodeName=${busiest}`];
    await eventually('warm pods in their places', async () => (await placed(...there)).length === leaving.length, 60);
    await scene.warm('desk', 4);
    expect((await talking('call-5')).status?.pod?.node).toBe(busiest);
  });

  it('idle pods of a node that is not ready are replaced, and its calls go on', async () => {
    const { status } = await scene.session('call-5');
    const lost = status?.pod?.node ?? '';
    const before = await placed('-l', 'switchboard.dev/claim=warm', `--field-selector=spec.nodeName=${lost}`);
    expect(before.length).toBeGreaterThan(0);
    await nodes.becomes(lost, false);
    const uids = new Set(before.map(({ metadata }) => metadata.uid));
    await eventually('its warm pods to go', async () =>
      (await placed('-l', 'switchboard.dev/claim=warm')).every(({ metadata }) => !uids.has(metadata.uid)),
    );
    await nodes.becomes(lost, true);
    await scene.warm('desk', 3);
    expect((await scene.session('call-5')).status).toMatchObject({ phase: 'Active', pod: status?.pod });
  });

  it('without a free GPU a session waits with the scheduler’s words, and begins when a node comes', async () => {
    await kubectl(['delete', 'voicepool', 'desk', '--namespace', namespace]);
    await eventually(
      'the warm pods to go',
      async () => (await placed('-l', 'switchboard.dev/claim=warm')).length === 0,
    );
    const free = 3 * GPUS - (await placed()).length;
    await scene.agent('lone', {}, { runtime: { ...nodes.runtime, gpu }, spec: { limits: { pendingSeconds } } });
    const fits = Array.from({ length: free }, (_, at) => `lone-${at}`);
    for (const name of fits) await scene.start(name, 'lone');
    for (const name of fits) await scene.inPhase(name, 'Active', 60);
    await scene.start('no-gpu', 'lone');
    const waiting = await scene.until('no-gpu', 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
    expect(waiting.status?.message).toContain('Insufficient nvidia.com/gpu');
    expect(waiting.status?.phase).toBe('Pending');
    const bound = waiting.status?.conditions?.find(({ type }) => type === 'Bound');
    expect(bound).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    const added = await nodes.add('four', GPUS);
    expect((await scene.inPhase('no-gpu', 'Active', 60)).status?.pod?.node).toBe(added);
  });

  it('and ends at its pending limit, not before', async () => {
    await scene.agent('large', {}, { runtime: { ...nodes.runtime, gpu: { ...gpu, count: 8 } } });
    await scene.start('too-large', 'large', { limits: { pendingSeconds: 8 } });
    await scene.passes('too-large', 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
    expect(await scene.ended('too-large')).toBe('Unschedulable');
    expect((await scene.session('too-large')).status?.message).toContain('Insufficient nvidia.com/gpu');
  });

  it('a claim of dynamic resource allocation is made for the pod, and waits for its device', async () => {
    const deviceClass = { metadata: { name: `${namespace}-gpu` }, spec: {} };
    const request = { name: 'gpu', exactly: { deviceClassName: deviceClass.metadata.name } };
    const version = 'resource.k8s.io/v1';
    await create(
      { apiVersion: version, kind: 'DeviceClass', ...deviceClass },
      {
        apiVersion: version,
        kind: 'ResourceClaimTemplate',
        metadata: { name: 'a-gpu', namespace },
        spec: { spec: { devices: { requests: [request] } } },
      },
    );
    try {
      const resourceClaims = [{ name: 'gpu', resourceClaimTemplateName: 'a-gpu' }];
      await scene.agent('claims', {}, { runtime: { ...nodes.runtime, resourceClaims } });
      await scene.start('claims', 'claims');
      const waiting = await scene.until('claims', 'unschedulable', ({ status }) => status?.reason === 'Unschedulable');
      expect(waiting.status?.message).toMatch(/cannot allocate all claims/);
      const claims = await get<{ items: { metadata: { annotations: Record<string, string> } }[] }>(
        'resourceclaims',
        '--namespace',
        namespace,
      );
      expect(claims.items.map(({ metadata }) => metadata.annotations['resource.kubernetes.io/pod-claim-name'])).toEqual(
        ['gpu'],
      );
      // The driver of a node says that it has one: nothing else was missing.
      await create({
        apiVersion: version,
        kind: 'ResourceSlice',
        metadata: { name: `${namespace}-slice` },
        spec: {
          driver: 'gpu.example.com',
          nodeName: first,
          pool: { name: first, generation: 1, resourceSliceCount: 1 },
          devices: [{ name: 'gpu-0' }],
        },
      });
      expect((await scene.inPhase('claims', 'Active', 60)).status?.pod?.node).toBe(first);
      await scene.patch('voicesession', 'claims', { stop: true, stopMode: 'Now' });
      expect(await scene.ended('claims')).toBe('Stopped');
    } finally {
      await kubectl(['delete', 'deviceclass', deviceClass.metadata.name]);
      await kubectl(['delete', 'resourceslice', `${namespace}-slice`, '--ignore-not-found']);
    }
  });
});
