import type { Pod } from '@switchboard/kube';
import { expect, test } from 'vitest';
import { workersOf } from './workers.ts';

const pod = (name: string, namespace: string, change: object = {}, labels: object = {}): Pod =>
  ({
    metadata: {
      name,
      namespace,
      uid: `uid-of-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'switchboard.dev/agent': 'ada', ...labels },
    },
    spec: { nodeName: 'n1' },
    ...change,
  }) as unknown as Pod;

test('tells of the running session pods of one namespace, and of the session of those that have one', () => {
  const pods = [
    pod('warm', 'acme'),
    pod('claimed', 'acme', {}, { 'switchboard.dev/session': 's-1' }),
    pod('finished', 'acme', { status: { phase: 'Succeeded' } }),
    pod('foreign', 'zeta'),
  ];
  const common = { agent: 'ada', node: 'n1', createdAt: '2026-01-01T00:00:00Z' };
  expect(workersOf(pods, 'acme')).toEqual([
    { pod: 'warm', uid: 'uid-of-warm', ...common },
    { pod: 'claimed', uid: 'uid-of-claimed', session: 's-1', ...common },
  ]);
});
