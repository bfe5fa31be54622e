import type { Node } from '@switchboard/kube';
import type { World } from './world.ts';

export const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** A pod without a node, or on one that we don't know, is not held against the node. */
export function nodeReady(world: World, name: string | undefined): boolean {
  const node = name === undefined ? undefined : world.nodes.get(name);
  return node === undefined || isReady(node);
}

/** Nodes that are up and have all the labels. */
export function fittingNodes(world: World, selector: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(selector);
  let count = 0;
  for (const node of world.nodes.list()) {
    if (node.spec?.unschedulable || !isReady(node)) continue;
    if (wanted.every(([key, value]) => node.metadata.labels?.[key] === value)) count++;
  }
  return count;
}
