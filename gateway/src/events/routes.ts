import { BusDownError, DeadlineError } from '@switchboard/bus';
import { Router } from 'express';
import { z } from 'zod';
import { demand } from '../auth/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { queryOf } from '../http/validate.ts';
import type { SessionService } from '../sessions/service.ts';
import { lastEventId } from './event.ts';
import type { OpenStreams } from './open-stream.ts';
import { EventStream, type StreamSources } from './stream.ts';
import { asText, asVtt, transcriptOf } from './transcript.ts';

const format = z.object({ format: z.enum(['json', 'text', 'vtt']).optional() });
/** A follower this far behind misses nothing stored: it comes back with its Last-Event-ID. */
const BACKLOG_BYTES = 256 * 1024;
const mediaTypes = { json: 'application/json', text: 'text/plain', vtt: 'text/vtt' } as const;

export function eventRoutes(sessions: SessionService, open: OpenStreams, sources: StreamSources): Router {
  const router = Router();

  router.get('/v1/sessions/:id/events', (request, response) => {
    const principal = demand(response, 'sessions:read');
    const session = sessions.get(principal, request.params.id);
    const after = lastEventId(request.header('Last-Event-ID'));
    new EventStream(sources, open.begin(response, principal, BACKLOG_BYTES), after).start(session);
  });

  router.get('/v1/sessions/:id/transcript', async (request, response) => {
    const session = sessions.get(demand(response, 'sessions:read'), request.params.id);
    const wanted = queryOf(request, format).format;
    const accepted = request.accepts(Object.values(mediaTypes));
    const type = wanted ? mediaTypes[wanted] : accepted || mediaTypes.json;
    const view = await transcriptOf(sources.bus, session).catch((error: unknown) => {
      if (error instanceof BusDownError || error instanceof DeadlineError)
        throw new ProblemError(
          'unavailable',
          'The record cannot be read just now. Try again in a moment.',
          { retryAfterSeconds: 2 },
          error,
        );
      throw error;
    });
    const body = type === mediaTypes.vtt ? asVtt(view) : type === mediaTypes.text ? asText(view) : JSON.stringify(view);
    response.set('Cache-Control', 'no-store').type(type).send(body);
  });

  return router;
}
