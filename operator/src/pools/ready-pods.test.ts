import type { Pod } from '@switchboard/kube';
import { expect, it } from 'vitest';
import { ReadyPods } from './ready-pods.ts';

const pod = (uid: string, nodeName: string): Pod =>
  ({ metadata: { name: uid, uid }, spec: { nodeName } }) as unknown as Pod;
const loads: Record<string, number> = { busy: 9, calm: 1, idle: 0 };
const loadOf = (node: string): number => loads[node] ?? 0;
const fit = () => false;

function waiting(...pods: [string, string][]): ReadyPods {
  const ready = new ReadyPods();
  for (const [uid, node] of pods) ready.add(pod(uid, node));
  return ready;
}

it('gives the pod that waits longest on the node with the fewest conversations', () => {
  const ready = waiting(['a', 'busy'], ['b', 'calm'], ['c', 'calm']);
  expect(ready.onLightestNode(loadOf, fit)?.metadata.uid).toBe('b');
  ready.delete('b');
  ready.delete('c');
  expect(ready.onLightestNode(loadOf, fit)?.metadata.uid).toBe('a');
});

it('passes over those that will not do, and forgets them', () => {
  const ready = waiting(['old', 'idle'], ['good', 'busy']);
  expect(ready.onLightestNode(loadOf, ({ metadata }) => metadata.uid === 'old')?.metadata.uid).toBe('good');
  expect(ready.has('old')).toBe(false);
  expect(ready.onLightestNode(loadOf, () => true)).toBeUndefined();
  expect(ready.size).toBe(0);
});

it('knows each pod once, on the node where it was seen last', () => {
  const ready = waiting(['a', 'busy']);
  expect(ready.add(pod('a', 'busy'))).toBe(false);
  expect(ready.add(pod('a', 'idle'))).toBe(false);
  expect(ready.size).toBe(1);
  expect(ready.onLightestNode((node) => (node === 'busy' ? 0 : 5), fit)?.spec?.nodeName).toBe('idle');
});
