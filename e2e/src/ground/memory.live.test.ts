import { expect, test } from 'vitest';
import { ownNamespace, podIn, runProbe } from '../support/index.ts';

const namespace = ownNamespace('memory');

test('a pod over its memory limit is killed and says so', async () => {
  await runProbe({ namespace, name: 'hog', args: ['hog'], memory: '150Mi' });

  const pod = await podIn('Failed', namespace, 'hog', 60);

  expect(pod.status.containerStatuses?.[0]?.state.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
});
