import { expect, test } from 'vitest';
import { eventually, get, kubectl, ownNamespace, pod, podIn, runProbe } from '../support/index.ts';

const namespace = ownNamespace('gpus');
const gpu = 'nvidia.com/gpu';

interface List<T> {
  readonly items: readonly T[];
}
interface Node {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}
interface Holder {
  readonly status: { readonly phase: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly resources?: { readonly limits?: Readonly<Record<string, string>> } }[];
  };
}

async function gpusHeld(): Promise<number> {
  const { items } = await get<List<Holder>>('pods', '--all-namespaces');
  return items
    .filter(({ spec, status }) => spec.nodeName === 'switchboard-node' && !/Succeeded|Failed/.test(status.phase))
    .flatMap(({ spec }) => spec.containers.map(({ resources }) => Number(resources?.limits?.[gpu] ?? 0)))
    .reduce((sum, count) => sum + count, 0);
}

test('the node advertises eight GPUs and says that it has them', async () => {
  const node = await get<Node>('node', 'switchboard-node');

  expect(node.status.allocatable[gpu]).toBe('8');
  expect(node.metadata.labels['nvidia.com/gpu.present']).toBe('true');
});

test('eight pods with a GPU each are placed and the ninth waits until one is free', async () => {
  // Other pods of this cluster may hold some of the eight.
  const placed = Array.from({ length: 8 - (await gpusHeld()) }, (_, i) => `gpu-${i}`);
  const withGpu = (name: string) => runProbe({ namespace, name, args: ['serve', 'ok'], memory: '100Mi', gpus: 1 });
  await Promise.all(placed.map(withGpu));
  await Promise.all(placed.map((name) => podIn('Running', namespace, name, 90)));

  await withGpu('one-more');
  const refusal = await eventually('a word from the scheduler', async () =>
    (await pod(namespace, 'one-more')).status.conditions?.find(({ reason }) => reason === 'Unschedulable'),
  );
  expect(refusal.message).toContain(`Insufficient ${gpu}`);

  await kubectl(['delete', 'pod', 'gpu-0', '--namespace', namespace]);
  await podIn('Running', namespace, 'one-more', 60);
});
