import { Counter, Histogram, type Registry } from '@prometheus-io/client';

/** rest_client_*: what is asked of the API server. Code `<error>` means that no answer came. */
export class RestMetrics {
  readonly #requests: Counter<'code' | 'method'>;
  readonly #duration: Histogram<'verb'>;

  constructor(registry: Registry) {
    this.#requests = new Counter({
      name: 'rest_client_requests_total',
      help: 'Requests to the API server, by method and code',
      labelNames: ['code', 'method'],
      registers: [registry],
    });
    this.#duration = new Histogram({
      name: 'rest_client_request_duration_seconds',
      help: 'Time from a request to its whole answer, or to the first byte of a watch',
      labelNames: ['verb'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers: [registry],
    });
  }

  observe(verb: string, code: number, ms: number): void {
    this.#requests.inc({ code: code === 0 ? '<error>' : String(code), method: verb === 'WATCH' ? 'GET' : verb });
    this.#duration.observe({ verb }, ms / 1000);
  }
}
