import { rest } from '@switchboard/api';
import { BusError } from '@switchboard/bus';
import { Router } from 'express';
import { demand } from '../auth/principal.ts';
import { invalid, notFound, ProblemError } from '../http/problem.ts';
import type { DeadDeliveries } from './dead.ts';
import type { Delivery } from './delivery.ts';

export interface HookRouteSources {
  readonly deliveries: () => readonly Delivery[];
  readonly dead: DeadDeliveries;
}

async function fromBus<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    throw new ProblemError('unavailable', 'The bus is away. Try again in a moment.', { retryAfterSeconds: 2 }, error);
  }
}

export function hookRoutes({ deliveries, dead }: HookRouteSources): Router {
  const router = Router();

  router.get('/v1/hooks', (_request, response) => {
    const { tenant } = demand(response, 'hooks:read');
    const own = deliveries().filter(({ endpoint }) => endpoint.tenant === tenant);
    const hooks = own.map(({ endpoint, breaker }) => {
      const events = new Set([...endpoint.events, ...[...endpoint.agentEvents.values()].flatMap((one) => [...one])]);
      return {
        id: endpoint.id,
        url: endpoint.url,
        events: [...events],
        ...(endpoint.events.size === 0 && { agents: [...endpoint.agentEvents.keys()] }),
        state: breaker.pauseMs() > 0 ? 'Open' : 'Closed',
        failures: breaker.failures,
      };
    });
    response.json({ hooks });
  });

  router.get('/v1/hooks/dead', async (_request, response) => {
    const { tenant } = demand(response, 'hooks:read');
    const found = await fromBus(dead.of(tenant));
    const views = found.map(async (one) => {
      const message = await dead.messageOf(one);
      const { attempts, error } = one.letter;
      return {
        sequence: one.sequence,
        endpoint: one.endpoint,
        ...(message && { event: message.type, session: message.data.session.id }),
        attempts,
        error,
        diedAt: one.diedAt.toISOString(),
        sentAgain: await dead.wasSentAgain(one),
      };
    });
    response.json({ deliveries: await fromBus(Promise.all(views)) });
  });

  router.post('/v1/hooks/dead/:sequence/resend', async (request, response) => {
    const { tenant } = demand(response, 'hooks:change');
    const parsed = rest.deadSequence.safeParse(request.params);
    if (!parsed.success) throw invalid(parsed.error, 'path');
    const letter = (await fromBus(dead.of(tenant))).find(({ sequence }) => sequence === parsed.data.sequence);
    const message = letter && (await fromBus(dead.messageOf(letter)));
    if (!letter || !message) throw notFound('dead delivery of this number that is still kept');
    await fromBus(dead.sendAgain(tenant, letter, message));
    response.status(202).json({ accepted: true });
  });

  return router;
}
