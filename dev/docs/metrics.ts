import { Registry } from '@prometheus-io/client';
import { createKubeMetrics } from '@switchboard/kube';
import { createRegistry, settingsMetrics } from '@switchboard/service';
import { Metrics as GatewayMetrics } from '../../gateway/src/metrics.ts';
import { Metrics as OperatorMetrics } from '../../operator/src/metrics.ts';
import { podMetrics } from '../../session-runtime/src/metrics.ts';

export interface Metric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export interface Source {
  readonly title: string;
  readonly where: string;
  readonly metrics: readonly Metric[];
}

/** What the programs themselves register. */
export function sources(): readonly Source[] {
  const common = new Set(listOf(createRegistry()).map(({ name }) => name));
  const own = (metrics: readonly Metric[]) => metrics.filter(({ name }) => !common.has(name));
  const kube = new Registry();
  createKubeMetrics(kube);
  return [
    {
      title: 'Operator',
      where: 'Each replica; those of sessions and pools only count on the leader.',
      metrics: operator(),
    },
    { title: 'Gateway', where: 'Each replica.', metrics: gateway() },
    { title: 'Session pod', where: 'Each pod of a session, on the port `health`.', metrics: own(pod()) },
    {
      title: 'Requests to Kubernetes, caches and work queues',
      where: 'Operator and gateway, under the names that controller-runtime and client-go use.',
      metrics: listOf(kube),
    },
    {
      title: 'The process',
      where:
        'Operator and gateway; a session pod has `process_cpu_seconds_total` and `process_resident_memory_bytes` of it.',
      metrics: listOf(createRegistry()),
    },
  ];
}

function operator(): readonly Metric[] {
  const registry = new Registry();
  const fleet = { late: 0, memoryHigh: 0, memoryBytes: 0, openEndpoints: 0 };
  const none = () => 0;
  new OperatorMetrics(registry).watch({
    live: none,
    waiting: none,
    coldStarts: none,
    busUp: () => true,
    warm: none,
    limit: none,
    poolsEmpty: none,
    fleet: () => fleet,
  });
  settingsMetrics(registry);
  return listOf(registry);
}

function gateway(): readonly Metric[] {
  const registry = new Registry();
  new GatewayMetrics(registry).followers(() => 0);
  settingsMetrics(registry);
  return listOf(registry);
}

function pod(): readonly Metric[] {
  const registry = new Registry();
  podMetrics(registry, { memory: { peakBytes: 0 }, endpoints: () => undefined });
  return listOf(registry);
}

const listOf = (registry: Registry): readonly Metric[] =>
  registry
    .getMetricsAsArray()
    .map((metric) => ({
      ...(metric as unknown as Metric),
      labels: (metric as { labelNames?: string[] }).labelNames ?? [],
    }))
    .map(({ name, type, help, labels }) => ({ name, type, help: help.replace(/\.$/, ''), labels }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
