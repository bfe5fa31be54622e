import type { rest } from '@switchboard/api';
import type { z } from 'zod';
import type { Beat } from './heartbeats.ts';

type ModelView = z.infer<typeof rest.modelsView>['models'][number];
type Health = Beat['heartbeat']['endpoints'][number];

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function stateOf(reports: readonly Health[]): ModelView['state'] {
  const open = reports.filter(({ state }) => state === 'Open').length;
  if (open * 2 > reports.length) return 'Open';
  return reports.some(({ state }) => state !== 'Closed') ? 'HalfOpen' : 'Closed';
}

/** What the pods together know of each endpoint. */
export function modelsOf(beats: Iterable<Pick<Beat, 'heartbeat'>>): ModelView[] {
  const byEndpoint = new Map<string, Health[]>();
  for (const { heartbeat } of beats) {
    for (const health of heartbeat.endpoints) {
      const key = `${health.stage} ${health.url}`;
      byEndpoint.set(key, [...(byEndpoint.get(key) ?? []), health]);
    }
  }
  return [...byEndpoint.values()].flatMap((reports) => {
    const [first] = reports;
    if (!first) return [];
    const p50 = median(reports.flatMap(({ p50Milliseconds }) => p50Milliseconds ?? []));
    return {
      stage: first.stage,
      url: first.url,
      state: stateOf(reports),
      pods: reports.length,
      open: reports.filter(({ state }) => state === 'Open').length,
      inFlight: reports.reduce((sum, { inFlight }) => sum + inFlight, 0),
      failures: reports.reduce((sum, { failures }) => sum + failures, 0),
      ...(p50 !== undefined && { p50Milliseconds: p50 }),
    };
  });
}
