import type { Node } from '@switchboard/kube';
import type { World } from './world.ts';

export const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** A pod without a node, or on one that we don't know, is not held against the node. */
export function nodeReady(world: World, name: string | undefined): boolean {
  const node = name === undefined ? undefined : world.nodes.get(name);
  return node === undefined || isReady(node);
}

/** A start that takes longer hangs on something else than the node, and holds up no other. */
const START_MS = 20_000;

/** How many more pods may be started now without overwhelming the nodes. */
export function roomForStarts(world: World, perNode: number, now: number): number {
  const young = world.pods
    .byIndex('starting', 'all')
    .filter(({ metadata }) => now - Date.parse(metadata.creationTimestamp ?? '') < START_MS);
  return Math.max(1, fittingNodes(world, {})) * perNode - young.length;
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
