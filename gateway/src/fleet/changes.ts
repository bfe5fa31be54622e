import { rest, type VoiceAgentObject, type VoicePoolObject, type VoiceSessionObject } from '@switchboard/api';
import { type Client, isForbidden, isNotFound, type KubeObject, type Resource } from '@switchboard/kube';
import { Router } from 'express';
import { demand } from '../auth/principal.ts';
import { notFound, ProblemError } from '../http/problem.ts';
import { refusal } from '../http/refusal.ts';
import { bodyOf } from '../http/validate.ts';
import { voiceSessions } from '../sessions/service.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { type Fleet, voiceAgents, voicePools } from './fleet.ts';
import { isWaiting } from './status.ts';
import { agentView, poolView } from './views.ts';

export interface ChangeSources {
  readonly client: Client;
  readonly fleet: Fleet;
  readonly watch: SessionWatch;
}

const NOT_ALLOWED =
  'This gateway may not change agents and pools. The platform team allows it with gateway.admin.enabled in the chart.';

/** What admins change. The gateway has these rights only where the chart gave them. */
export function changeRoutes({ client, fleet, watch }: ChangeSources): Router {
  const router = Router();

  async function patch<T extends KubeObject>(
    target: Resource<T>,
    ref: { namespace: string; name: string },
    spec: object,
  ): Promise<T> {
    try {
      return await client.of(target).patch(ref, { spec });
    } catch (error) {
      if (isNotFound(error)) throw notFound(`${target.kind} of this name`);
      if (isForbidden(error)) throw new ProblemError('forbidden', NOT_ALLOWED, {}, error);
      throw refusal(error);
    }
  }

  router.patch('/v1/agents/:name', async (request, response) => {
    const { tenant } = demand(response, 'agents:change');
    const change = bodyOf(request, rest.agentChange);
    const agent = await patch<VoiceAgentObject>(voiceAgents, { namespace: tenant, name: request.params.name }, change);
    fleet.agents.offer(agent);
    response.json(agentView(agent));
  });

  router.post('/v1/pools/:name/scale', async (request, response) => {
    const { tenant } = demand(response, 'agents:change');
    const scale = bodyOf(request, rest.poolScale);
    const pool = await patch<VoicePoolObject>(voicePools, { namespace: tenant, name: request.params.name }, scale);
    fleet.pools.offer(pool);
    response.json(poolView(pool));
  });

  async function clear({ metadata: { namespace, name, uid } }: VoiceSessionObject): Promise<number> {
    const stop = { spec: { stop: true, stopMode: 'Now', stopReason: 'QueueCleared' } };
    try {
      watch.offer(await client.of(voiceSessions).patch({ namespace, name }, stop, { uid }));
      return 1;
    } catch (error) {
      if (isNotFound(error)) return 0;
      throw error;
    }
  }

  router.delete('/v1/queue', async (_request, response) => {
    const { tenant } = demand(response, 'queue:clear');
    let cleared = 0;
    for (const session of watch.store.byIndex('namespace', tenant).filter(isWaiting)) cleared += await clear(session);
    response.json({ cleared });
  });

  return router;
}
