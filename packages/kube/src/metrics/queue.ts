import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';

export interface QueueState {
  readonly depth: number;
  /** For how many seconds each key in work has been so. */
  readonly working: readonly number[];
}

export interface QueueMetrics {
  /** Asked at each scrape. */
  observe(state: () => QueueState): void;
  added(): void;
  retried(): void;
  waited(seconds: number): void;
  worked(seconds: number): void;
}

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** workqueue_*, named as client-go names them. */
export function queueMetrics(registry: Registry): (name: string) => QueueMetrics {
  const common = { labelNames: ['name'] as const, registers: [registry] };
  const states = new Map<string, () => QueueState>();
  gauge(common, states, ['workqueue_depth', 'Keys that wait'], (state) => state.depth);
  gauge(
    common,
    states,
    ['workqueue_unfinished_work_seconds', 'Seconds of work not finished yet, over all keys'],
    (state) => state.working.reduce((sum, seconds) => sum + seconds, 0),
  );
  gauge(common, states, ['workqueue_longest_running_processor_seconds', 'Age of the oldest work'], (state) =>
    state.working.reduce((longest, seconds) => Math.max(longest, seconds), 0),
  );
  const adds = new Counter({ name: 'workqueue_adds_total', help: 'Keys added', ...common });
  const retries = new Counter({ name: 'workqueue_retries_total', help: 'Keys added again after a failure', ...common });
  const waits = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'How long keys wait',
    buckets,
    ...common,
  });
  const works = new Histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'How long work takes',
    buckets,
    ...common,
  });
  return (name) => {
    const labels = { name };
    const [add, retry, wait, work] = [
      adds.labels(labels),
      retries.labels(labels),
      waits.labels(labels),
      works.labels(labels),
    ];
    return {
      observe: (state) => void states.set(name, state),
      added: () => add.inc(),
      retried: () => retry.inc(),
      waited: (seconds) => wait.observe(seconds),
      worked: (seconds) => work.observe(seconds),
    };
  };
}

function gauge(
  common: { readonly labelNames: readonly ['name']; readonly registers: Registry[] },
  states: ReadonlyMap<string, () => QueueState>,
  [name, help]: readonly [name: string, help: string],
  value: (state: QueueState) => number,
): void {
  new Gauge({
    name,
    help,
    ...common,
    collect() {
      for (const [queue, state] of states) this.set({ name: queue }, value(state()));
    },
  });
}
