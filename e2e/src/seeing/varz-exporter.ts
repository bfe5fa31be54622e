import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * NATS's exporter is no module that could be built here: this names the numbers of /varz as it does, by their path.
 * The numbers are the server's own.
 */
export class VarzExporter implements AsyncDisposable {
  readonly #server;

  constructor(monitoringUrl: string) {
    this.#server = createServer((_request, response) => {
      void fetch(`${monitoringUrl}/varz`)
        .then((answer) => answer.json())
        .then(
          (varz) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition('nats_varz', varz)),
          () => response.writeHead(502).end(),
        );
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function exposition(name: string, value: unknown): string {
  if (typeof value === 'number') return `${name} ${value}\n`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  // Counts of requests are by path, which no metric may be named by.
  return Object.entries(value)
    .filter(([key]) => /^\w+$/.test(key))
    .map(([key, inner]) => exposition(`${name}_${key}`, inner))
    .join('');
}
