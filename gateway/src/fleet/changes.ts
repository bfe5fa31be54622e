import { rest, type VoiceAgentObject, type VoicePoolObject, type VoiceSessionObject } from '@switchboard/api';
import {
  type Client,
  type Guards,
  isConflict,
  isForbidden,
  isNotFound,
  type KubeObject,
  type Resource,
} from '@switchboard/kube';
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

interface Edit {
  readonly ref: { readonly namespace: string; readonly name: string };
  readonly spec: object;
  /** Generation that the edit was made from, where the client says it. */
  readonly seen: string | undefined;
}

const CHANGED = 'Somebody else changed it meanwhile. Read it again, and send the edit with its new generation.';
const NOT_ALLOWED =
  'This gateway may not change agents and pools. The platform team allows it with gateway.admin.enabled in the chart.';

/** What admins change. The gateway has these rights only where the chart gave them. */
export function changeRoutes({ client, fleet, watch }: ChangeSources): Router {
  const router = Router();

  async function patch<T extends KubeObject>(target: Resource<T>, edit: Edit, tries = 3): Promise<T> {
    const { ref, spec, seen } = edit;
    try {
      const guards = seen === undefined ? {} : await guardOf(target, ref, seen);
      return await client.of(target).patch(ref, { spec }, guards);
    } catch (error) {
      // It may have been a change of the status only: the generation tells.
      if (isConflict(error) && seen !== undefined && tries > 1) return patch(target, edit, tries - 1);
      if (isNotFound(error)) throw notFound(`${target.kind} of this name`);
      if (isForbidden(error)) throw new ProblemError('forbidden', NOT_ALLOWED, {}, error);
      if (isConflict(error)) throw new ProblemError('conflict', CHANGED, {}, error);
      throw refusal(error);
    }
  }

  /** An edit of what was seen: only if the specification is still the one that was edited. */
  async function guardOf<T extends KubeObject>(target: Resource<T>, ref: Edit['ref'], seen: string): Promise<Guards> {
    const { uid, resourceVersion, generation } = (await client.of(target).get(ref)).metadata;
    if (String(generation) !== seen) throw new ProblemError('conflict', CHANGED);
    return { uid, resourceVersion };
  }

  router.patch('/v1/agents/:name', async (request, response) => {
    const { tenant } = demand(response, 'agents:change');
    const change = bodyOf(request, rest.agentChange);
    const ref = { namespace: tenant, name: request.params.name };
    const edit = { ref, spec: change, seen: request.header('If-Match') };
    const agent = await patch<VoiceAgentObject>(voiceAgents, edit);
    fleet.agents.offer(agent);
    response.json(agentView(agent));
  });

  router.post('/v1/pools/:name/scale', async (request, response) => {
    const { tenant } = demand(response, 'agents:change');
    const scale = bodyOf(request, rest.poolScale);
    const ref = { namespace: tenant, name: request.params.name };
    const edit = { ref, spec: scale, seen: request.header('If-Match') };
    const pool = await patch<VoicePoolObject>(voicePools, edit);
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
