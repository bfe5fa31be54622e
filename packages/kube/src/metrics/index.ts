import type { Registry } from '@prometheus-io/client';
import { type ControllerMetrics, controllerMetrics } from './controller.ts';
import { electorMetrics } from './elector.ts';
import { type QueueMetrics, queueMetrics } from './queue.ts';
import { type ReflectorMetrics, reflectorMetrics } from './reflector.ts';
import { RestMetrics } from './rest.ts';

/** All metrics of this package in one registry; hand it to everything that takes `metrics`. */
export interface KubeMetrics {
  readonly rest: RestMetrics;
  queue(name: string): QueueMetrics;
  controller(name: string): ControllerMetrics;
  reflector(resource: string): ReflectorMetrics;
  elector(name: string): { leading(is: boolean): void };
}

/** Once per registry: metrics can't be registered twice. */
export function createKubeMetrics(registry: Registry): KubeMetrics {
  return {
    rest: new RestMetrics(registry),
    queue: queueMetrics(registry),
    controller: controllerMetrics(registry),
    reflector: reflectorMetrics(registry),
    elector: electorMetrics(registry),
  };
}
