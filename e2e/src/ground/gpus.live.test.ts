import { expect, test } from 'vitest';
import { eventually, kubectl, ownNamespace, pod, podIn, runProbe } from '../support/index.ts';

const namespace = ownNamespace('gpus');

test('eight pods with a GPU each are placed and the ninth waits until one is free', async () => {
  const eight = Array.from({ length: 8 }, (_, i) => `gpu-${i}`);
  await Promise.all(
    eight.map((name) => runProbe({ namespace, name, args: ['serve', 'ok'], memory: '100Mi', gpus: 1 })),
  );
  await Promise.all(eight.map((name) => podIn('Running', namespace, name, 90)));

  await runProbe({ namespace, name: 'gpu-8', args: ['serve', 'ok'], memory: '100Mi', gpus: 1 });
  const refusal = await eventually('a word from the scheduler', async () =>
    (await pod(namespace, 'gpu-8')).status.conditions?.find(({ reason }) => reason === 'Unschedulable'),
  );
  expect(refusal.message).toContain('Insufficient nvidia.com/gpu');

  await kubectl(['delete', 'pod', 'gpu-0', '--namespace', namespace]);
  await podIn('Running', namespace, 'gpu-8', 60);
});
