import { expect, test } from 'vitest';
import { create, eventually, get, logsOf, ownNamespace, podIn, runProbe } from '../support/index.ts';

const namespace = ownNamespace('names', 'kube-system');

test('a Service name resolves and answers from a pod', async () => {
  await runProbe({ namespace, name: 'server', args: ['serve', 'hello from the server'] });
  await create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'greeter', namespace },
    spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  await podIn('Running', namespace, 'server');
  await eventually('an endpoint of the Service', async () => {
    const slices = await get<{ items: { endpoints?: { conditions: { ready?: boolean } }[] }[] }>(
      'endpointslices',
      '--namespace',
      namespace,
      '--selector',
      'kubernetes.io/service-name=greeter',
    );
    return slices.items.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions.ready));
  });

  await runProbe({ namespace, name: 'caller', args: ['fetch', `http://greeter.${namespace}.svc.cluster.local`] });

  await podIn('Succeeded', namespace, 'caller');
  expect((await logsOf(namespace, 'caller')).trim()).toBe('hello from the server');
});

test('a name outside the cluster does not exist', async () => {
  await runProbe({ namespace, name: 'stranger', args: ['fetch', 'http://nowhere.example.org'] });

  await podIn('Failed', namespace, 'stranger');
  expect(await logsOf(namespace, 'stranger')).toContain('ENOTFOUND');
});
