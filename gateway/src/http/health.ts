import type { HealthCheck } from '@switchboard/service';
import { Router } from 'express';

/** The kubelet's and load balancers' probes: 200, or 503 with the reason. */
export function probeRoutes(checks: Readonly<Record<string, HealthCheck>>, load: () => object): Router {
  const router = Router();
  router.get('/health', (_request, response) => void response.json(load()));
  router.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));
  router.get('/readyz', (_request, response) => {
    const failed = Object.entries(checks).flatMap(([name, check]) => {
      const { ok, message } = check();
      return ok ? [] : [`${name} failed: ${message ?? 'no reason given'}`];
    });
    response
      .status(failed.length > 0 ? 503 : 200)
      .type('text/plain')
      .send(`${failed.join('\n') || 'ok'}\n`);
  });
  return router;
}
