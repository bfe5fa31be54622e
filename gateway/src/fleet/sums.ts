import { type EndReason, endReasons, type rest } from '@switchboard/api';
import type { z } from 'zod';

type FleetView = z.infer<typeof rest.fleetView>;
type Worker = z.infer<typeof rest.workersView>['workers'][number];

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value = 0) => total + value, 0);

export function nodesOf(workers: readonly Worker[]): FleetView['nodes'] {
  const nodes = Map.groupBy(workers, ({ node }) => node);
  return [...nodes]
    .map(([node, pods]) => ({
      ...(node !== undefined && { node }),
      pods: pods.length,
      sessions: pods.filter(({ session }) => session !== undefined).length,
      memoryNowBytes: sum(pods.map(({ memoryNowBytes }) => memoryNowBytes)),
      memoryPeakBytes: Math.max(0, ...pods.map(({ memoryPeakBytes = 0 }) => memoryPeakBytes)),
      memoryLimitBytes: sum(pods.map(({ memoryLimitBytes }) => memoryLimitBytes)),
    }))
    .sort((a, b) => b.sessions - a.sessions || (a.node ?? '').localeCompare(b.node ?? ''));
}

export function endsOf(counts: Readonly<Record<string, number>>): FleetView['ends'] {
  const known = Object.entries(counts).filter(([reason]) => Object.hasOwn(endReasons, reason)) as [EndReason, number][];
  return known
    .map(([reason, count]) => ({ reason, count, ...endReasons[reason] }))
    .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
