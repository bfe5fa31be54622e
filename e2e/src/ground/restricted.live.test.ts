import { expect, test } from 'vitest';
import { create, get, ownNamespace, podIn, probePod, runProbe } from '../support/index.ts';

const namespace = ownNamespace('restricted');

test('a namespace under Pod Security "restricted" admits our pods', async () => {
  await runProbe({ namespace, name: 'ours', args: ['serve', 'ok'] });

  await podIn('Running', namespace, 'ours');
});

test('and refuses one that asks for more', async () => {
  const pod = probePod({ namespace, name: 'theirs', args: ['serve', 'ok'] }) as { spec: object };
  const privileged = { ...pod, spec: { ...pod.spec, hostNetwork: true } };

  await expect(create(privileged)).rejects.toThrow(/violates PodSecurity "restricted/);
});

test.each(['switchboard-system', 'demo'])('namespace %s is under "restricted"', async (name) => {
  const { metadata } = await get<{ metadata: { labels: Record<string, string> } }>('namespace', name);

  expect(metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
});
