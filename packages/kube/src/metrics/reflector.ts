import { Counter, Gauge, type Registry } from '@prometheus-io/client';

export interface ReflectorMetrics {
  /** Asked at each scrape. */
  observe(state: () => { readonly items: number; readonly ageSeconds: number }): void;
  listed(): void;
  event(type: string): void;
  failed(): void;
}

/** reflector_*: how true the caches are. */
export function reflectorMetrics(registry: Registry): (resource: string) => ReflectorMetrics {
  const registers = [registry];
  const labelNames = ['resource'] as const;
  const states = new Map<string, () => { items: number; ageSeconds: number }>();
  new Gauge({
    name: 'reflector_items',
    help: 'Objects in the cache',
    labelNames,
    registers,
    collect() {
      for (const [resource, state] of states) this.set({ resource }, state().items);
    },
  });
  new Gauge({
    name: 'reflector_last_event_age_seconds',
    help: 'Time since the server last said anything about the resource',
    labelNames,
    registers,
    collect() {
      for (const [resource, state] of states) this.set({ resource }, state().ageSeconds);
    },
  });
  const lists = new Counter({ name: 'reflector_lists_total', help: 'Whole lists taken', labelNames, registers });
  const failures = new Counter({
    name: 'reflector_failures_total',
    help: 'Lists and watches that failed and were tried again',
    labelNames,
    registers,
  });
  const events = new Counter({
    name: 'reflector_events_total',
    help: 'Events received, by type',
    labelNames: ['resource', 'type'],
    registers,
  });
  return (resource) => ({
    observe: (state) => void states.set(resource, state),
    listed: () => lists.inc({ resource }),
    event: (type) => events.inc({ resource, type }),
    failed: () => failures.inc({ resource }),
  });
}
