import { expect, it } from 'vitest';
import { create, eventually, get, kubectl, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('autoscaler');
const scene = new Scene(namespace);

interface Scaled {
  readonly spec: { readonly min: number };
  readonly status?: { readonly ready?: number };
}

it('the cluster’s own autoscaler of pods moves a pool by /scale, and finds its pods by their selector', async () => {
  await scene.agent('desk');
  await scene.pool('desk', { min: 1, max: 3, buffer: 0 });
  await scene.warm('desk', 1);
  await create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'desk', namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoicePool', name: 'desk' },
      minReplicas: 2,
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '10Gi' } } },
      ],
    },
  });
  await eventually(
    'the pool to have been scaled',
    async () => {
      const { spec, status } = await get<Scaled>('voicepool', 'desk', '--namespace', namespace);
      return spec.min === 2 && status?.ready === 2;
    },
    120,
  );
  const measured = await eventually(
    'a figure of the pods',
    async () => {
      type Measured = { status: { currentMetrics?: { resource?: { current?: { averageValue?: string } } }[] } };
      const { status } = await get<Measured>('hpa', 'desk', '--namespace', namespace);
      return status.currentMetrics?.[0]?.resource?.current?.averageValue;
    },
    120,
  );
  expect(Number.parseInt(measured, 10)).toBeGreaterThan(0);
  await kubectl(['delete', 'hpa', 'desk', '--namespace', namespace]);
});
