import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';

export interface ControllerMetrics {
  began(): void;
  ended(result: 'success' | 'error' | 'requeue_after', seconds: number): void;
}

/** controller_runtime_*, named as controller-runtime names them, so that existing dashboards work. */
export function controllerMetrics(registry: Registry): (controller: string) => ControllerMetrics {
  const common = { labelNames: ['controller'] as const, registers: [registry] };
  const total = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles, by result',
    labelNames: ['controller', 'result'],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Failed reconciles',
    ...common,
  });
  const active = new Gauge({ name: 'controller_runtime_active_workers', help: 'Reconciles under way', ...common });
  const time = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'How long reconciles take',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    ...common,
  });
  return (controller) => {
    const [failed, busy, took] = [
      errors.labels({ controller }),
      active.labels({ controller }),
      time.labels({ controller }),
    ];
    return {
      began: () => busy.inc(),
      ended(result, seconds) {
        busy.dec();
        took.observe(seconds);
        total.inc({ controller, result });
        if (result === 'error') failed.inc();
      },
    };
  };
}
