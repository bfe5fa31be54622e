import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { get } from '../support/index.ts';

interface ScrapedPod {
  readonly spec: {
    readonly containers: readonly {
      readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
    }[];
  };
  readonly status: { readonly podIP?: string };
}

/** Label selector and name of the port, as in the chart's PodMonitors. */
const jobs: Readonly<Record<string, readonly [selector: string, port: string]>> = {
  '/switchboard': ['app.kubernetes.io/name in (switchboard-operator,switchboard-gateway)', 'admin'],
  '/switchboard-sessions': ['app.kubernetes.io/managed-by=switchboard', 'health'],
};

/** Debian's Prometheus is built without Kubernetes: this tells it over HTTP which pods there are. */
export class Targets implements AsyncDisposable {
  readonly #server = createServer((request, response) => {
    void targetsOf(request.url ?? '').then(
      (targets) => response.setHeader('content-type', 'application/json').end(JSON.stringify([{ targets }])),
      () => response.writeHead(500).end(),
    );
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function targetsOf(url: string): Promise<string[]> {
  const { pathname, searchParams } = new URL(url, 'http://targets');
  const [selector = '', port] = jobs[pathname] ?? [];
  const namespace = searchParams.get('namespace');
  const scope = namespace ? ['--namespace', namespace] : ['--all-namespaces'];
  const { items } = await get<{ items: ScrapedPod[] }>('pods', ...scope, '--selector', selector);
  return items.flatMap(({ spec, status }) => {
    const found = spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === port);
    return found && status.podIP ? [`${status.podIP}:${found.containerPort}`] : [];
  });
}
