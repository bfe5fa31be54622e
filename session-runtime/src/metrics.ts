import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import { serveAdmin } from '@switchboard/service';
import type { Engine, Ledger, LedgerFigures } from './engine/index.ts';
import type { Environment } from './environment.ts';

const buckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8];
const stages: Readonly<Record<keyof LedgerFigures, string>> = {
  endpointMilliseconds: 'endpoint',
  transcriptMilliseconds: 'transcript',
  firstTokenMilliseconds: 'first_token',
  firstSentenceMilliseconds: 'first_sentence',
  firstByteMilliseconds: 'first_byte',
  firstFrameMilliseconds: 'first_frame',
  totalMilliseconds: 'total',
  overheadMilliseconds: 'overhead',
};

export interface PodMetrics {
  observe(ledger: Ledger): void;
}

export interface PodHealth {
  live(): { ok: boolean; message?: string };
  ready(): { ok: boolean; message?: string };
  readonly memory: { readonly peakBytes: number };
  /** Of the conversation, once there is one. */
  endpoints(): EndpointsByStage | undefined;
}

export type EndpointsByStage = ReturnType<Engine['health']>;

/** Everything that a session pod measures. */
export function podMetrics(
  registry: Registry,
  { memory, endpoints }: Pick<PodHealth, 'memory' | 'endpoints'>,
): PodMetrics {
  describeProcess(registry);
  new Gauge({
    name: 'switchboard_session_memory_peak_bytes',
    help: 'Largest memory of the pod so far.',
    registers: [registry],
    collect() {
      this.set(memory.peakBytes);
    },
  });
  describeEndpoints(registry, endpoints);
  const seconds = new Histogram({
    name: 'switchboard_session_turn_seconds',
    help: 'Latency of the turns of this conversation, by stage.',
    labelNames: ['stage', 'trigger'],
    buckets,
    registers: [registry],
  });
  // A rate sees nothing of a series that begins at 1: the first turn would be missing of every conversation.
  seconds.zero({ stage: stages.totalMilliseconds, trigger: 'speech' });
  return {
    observe(ledger) {
      for (const [name, ms] of Object.entries(ledger.figures()))
        seconds.observe({ stage: stages[name as keyof LedgerFigures], trigger: ledger.trigger }, ms / 1000);
    },
  };
}

/** /healthz, /readyz and /metrics. Loaded after hello: none of it is on the way to a conversation. */
export async function serveMetrics(environment: Environment, health: PodHealth): Promise<PodMetrics> {
  const registry = new Registry();
  const metrics = podMetrics(registry, health);
  await serveAdmin({
    port: environment.SWITCHBOARD_HEALTH_PORT,
    registry,
    live: { conversation: health.live },
    ready: { bus: health.ready },
  });
  return metrics;
}

/** The model servers as this conversation sees them. */
function describeEndpoints(registry: Registry, endpoints: PodHealth['endpoints']): void {
  const labelNames = ['stage', 'url'] as const;
  const each = (tell: (labels: { stage: string; url: string }, health: EndpointsByStage['think'][number]) => void) => {
    for (const [stage, healths] of Object.entries(endpoints() ?? {}))
      for (const health of healths) tell({ stage, url: health.url }, health);
  };
  new Gauge({
    name: 'switchboard_session_endpoint_available',
    help: 'Whether the endpoint is called: 0 while its circuit breaker is open or probes.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((labels, { state }) => this.set(labels, state === 'Closed' ? 1 : 0));
    },
  });
  new Gauge({
    name: 'switchboard_session_endpoint_in_flight',
    help: 'Calls of the endpoint that have not ended.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((labels, { outstanding }) => this.set(labels, outstanding));
    },
  });
  new Counter({
    name: 'switchboard_session_endpoint_failures_total',
    help: 'Calls of the endpoint that failed.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      each((labels, { failures }) => this.inc(labels, failures));
    },
  });
}

/** Not the library's default metrics: their event loop monitor wakes a pod that only waits a hundred times a second. */
function describeProcess(registry: Registry): void {
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process that is in RAM.',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time that the process has spent.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}
