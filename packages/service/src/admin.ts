import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

export interface Health {
  readonly ok: boolean;
  /** Why not; said to whoever asks the endpoint. */
  readonly message?: string | undefined;
}
export type HealthCheck = () => Health;

export interface AdminOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host?: string;
  readonly registry: Registry;
  /** A failing one makes the kubelet restart the pod. */
  readonly live?: Readonly<Record<string, HealthCheck>>;
  /** A failing one takes the pod out of its Services. */
  readonly ready?: Readonly<Record<string, HealthCheck>>;
}

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A registry with the process's own metrics: CPU, memory, event loop lag, garbage collection. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Serves /metrics, /healthz and /readyz. */
export async function serveAdmin(options: AdminOptions): Promise<AdminServer> {
  const server = createServer((request, response) => void answer(options, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(options: AdminOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'only GET is answered here\n');
  if (path === '/healthz') return sendHealth(response, options.live ?? {});
  if (path === '/readyz') return sendHealth(response, options.ready ?? {});
  if (path === '/metrics') return sendMetrics(response, options.registry);
  return send(response, 404, 'there are /metrics, /healthz and /readyz\n');
}

async function sendMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  try {
    const body = await registry.metrics();
    response.setHeader('content-type', registry.contentType);
    send(response, 200, body);
  } catch {
    send(response, 500, 'a metric could not be collected\n');
  }
}

function sendHealth(response: ServerResponse, checks: Readonly<Record<string, HealthCheck>>): void {
  const results = Object.entries(checks).map(([name, check]) => ({ name, ...run(check) }));
  const lines = results.map(
    ({ name, ok, message }) => `${name} ${ok ? 'ok' : `failed: ${message ?? 'no reason given'}`}\n`,
  );
  send(response, results.every(({ ok }) => ok) ? 200 : 503, lines.join('') || 'ok\n');
}

function run(check: HealthCheck): Health {
  try {
    return check();
  } catch {
    return { ok: false, message: 'the check itself failed' };
  }
}

function send(response: ServerResponse, code: number, body: string): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.statusCode = code;
  response.end(body);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
