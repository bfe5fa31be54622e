import { expect, it } from 'vitest';
import { processorTime, shares } from './processor.ts';

it('tells what each program took for each of so many, the largest first', () => {
  const before = new Map([
    ['etcd', 1000],
    ['ended', 70],
  ]);
  const after = new Map([
    ['etcd', 1040],
    ['kube-apiserver', 300],
    ['began', 2],
  ]);
  expect(shares(before, after, 10)).toEqual({ all: 34.2, each: { 'kube-apiserver': 30, etcd: 4 } });
});

it('knows this very process, and that it works', () => {
  const before = processorTime();
  const until = performance.now() + 60;
  while (performance.now() < until);
  const { all } = shares(before, processorTime(), 1);
  expect(all).toBeGreaterThanOrEqual(30);
});
