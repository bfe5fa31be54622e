import type { Client } from '@switchboard/kube';
import { Router } from 'express';
import { demand } from '../auth/principal.ts';
import type { Heartbeats } from '../fleet/heartbeats.ts';
import type { SessionService } from './service.ts';
import { timelineOf } from './timeline.ts';

export interface StorySources {
  readonly sessions: SessionService;
  readonly client: Client;
  readonly heartbeats: Pick<Heartbeats, 'of'>;
}

/** What is only asked for while somebody looks at one session. */
export function storyRoutes({ sessions, client, heartbeats }: StorySources): Router {
  const router = Router();

  router.get('/v1/sessions/:id/vitals', (request, response) => {
    const { status } = sessions.get(demand(response, 'sessions:read'), request.params.id);
    const beat = status?.pod && heartbeats.of(status.pod.uid);
    response.json({ memoryLimitBytes: beat?.heartbeat.memory.limitBytes ?? 0, samples: beat?.trail.samples() ?? [] });
  });

  router.get('/v1/sessions/:id/timeline', async (request, response) => {
    const session = sessions.get(demand(response, 'sessions:read'), request.params.id);
    response.json(await timelineOf(client, session));
  });

  return router;
}
