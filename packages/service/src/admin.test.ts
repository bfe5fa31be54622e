import { Gauge, Registry } from '@prometheus-io/client';
import { afterEach, describe, expect, test } from 'vitest';
import { type AdminServer, type HealthCheck, serveAdmin } from './admin.ts';

let server: AdminServer | undefined;
afterEach(() => server?.close());

async function start(checks: { live?: Record<string, HealthCheck>; ready?: Record<string, HealthCheck> } = {}) {
  const registry = new Registry();
  new Gauge({ name: 'things', help: 'Things', registers: [registry] }).set(3);
  server = await serveAdmin({ port: 0, host: '127.0.0.1', registry, ...checks });
  const { port } = server;
  return async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return { code: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
}

describe('admin server', () => {
  test('serves the metrics of its registry in the text format', async () => {
    const get = await start();
    const answer = await get('/metrics');
    expect(answer.code).toBe(200);
    expect(answer.type).toContain('text/plain');
    expect(answer.text).toContain('things 3');
  });

  test('health is 200 while all checks hold and 503 with the reason when one fails', async () => {
    let ok = true;
    const get = await start({
      live: { queue: () => ({ ok, message: 'stuck for 300 s' }), watch: () => ({ ok: true }) },
      ready: { sync: () => ({ ok: true }) },
    });
    expect(await get('/healthz')).toMatchObject({ code: 200, text: 'queue ok\nwatch ok\n' });
    ok = false;
    expect(await get('/healthz')).toMatchObject({ code: 503, text: 'queue failed: stuck for 300 s\nwatch ok\n' });
    expect((await get('/readyz')).code).toBe(200);
  });

  test('a check that throws has failed', async () => {
    const get = await start({
      ready: {
        bad: () => {
          throw new Error('x');
        },
      },
    });
    expect(await get('/readyz')).toMatchObject({ code: 503, text: 'bad failed: the check itself failed\n' });
  });

  test.each([
    ['/other', 'GET', 404],
    ['/metrics', 'POST', 405],
  ])('%s by %s is %i', async (path, method, code) => {
    const get = await start();
    expect((await get(path, method)).code).toBe(code);
  });
});
