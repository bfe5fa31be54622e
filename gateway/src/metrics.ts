import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';
import type { RequestHandler } from 'express';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What the gateway counts. Routes are templates; no id, no tenant and nobody's name is a label. */
export class Metrics {
  readonly #requests: Histogram<'route' | 'method' | 'code'>;
  readonly #hooksIn: Counter<'event' | 'outcome'>;
  readonly #hooksOut: Counter<'outcome'>;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#requests = new Histogram({
      name: 'switchboard_gateway_request_seconds',
      help: 'From a request to its whole answer; event streams are not in it',
      labelNames: ['route', 'method', 'code'],
      buckets,
      registers,
    });
    this.#hooksIn = new Counter({
      name: 'switchboard_gateway_livekit_events_total',
      help: 'Webhooks of LiveKit, by what became of them',
      labelNames: ['event', 'outcome'],
      registers,
    });
    this.#hooksOut = new Counter({
      name: 'switchboard_gateway_hook_deliveries_total',
      help: 'Attempts to deliver an event to an endpoint of a tenant',
      labelNames: ['outcome'],
      registers,
    });
  }

  followers(count: () => number): void {
    const gauge: Gauge<string> = new Gauge({
      name: 'switchboard_gateway_followers',
      help: 'Event streams that are open',
      registers: [this.#registry],
      collect: () => gauge.set(count()),
    });
  }

  livekitEvent(event: string, outcome: string): void {
    this.#hooksIn.inc({ event, outcome });
  }

  delivery(outcome: 'delivered' | 'failed' | 'refused'): void {
    this.#hooksOut.inc({ outcome });
  }

  readonly observe: RequestHandler = (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      if (String(response.getHeader('Content-Type')).startsWith('text/event-stream')) return;
      const route = (response.locals['route'] as string | undefined) ?? 'unknown';
      const labels = { route, method: request.method, code: String(response.statusCode) };
      this.#requests.observe(labels, (performance.now() - began) / 1000);
    });
    next();
  };
}
