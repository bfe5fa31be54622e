import { rest, type VoiceSessionObject } from '@switchboard/api';
import {
  askPod,
  type Bus,
  BusDownError,
  type ControlMessage,
  DeadlineError,
  NoRespondersError,
  storeRecord,
} from '@switchboard/bus';
import { type Response, Router } from 'express';
import { demand } from '../auth/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { bodyOf } from '../http/validate.ts';
import type { Progress } from '../sessions/progress.ts';
import { endedProblem } from '../sessions/routes.ts';
import type { SessionService } from '../sessions/service.ts';

type LiveKind = 'say' | 'inject' | 'interrupt';

const DEADLINE_MS = 3000;

function livePod(session: VoiceSessionObject, progress: Progress): string {
  if (progress.kind === 'ended') throw endedProblem(progress);
  const pod = session.status?.pod?.uid;
  if (progress.kind === 'waiting' || !pod)
    throw new ProblemError('conflict', 'The agent is not in the room yet; wait for phase Ready.');
  return pod;
}

function asProblem(error: unknown): unknown {
  if (error instanceof BusDownError)
    return new ProblemError(
      'unavailable',
      'The bus is away; the conversation goes on. Try again in a moment.',
      { retryAfterSeconds: 2 },
      error,
    );
  if (error instanceof NoRespondersError || error instanceof DeadlineError)
    return new ProblemError('conflict', 'The agent did not answer; it may just be ending.', {}, error);
  return error;
}

/** What reaches into a live conversation. */
export function liveRoutes(sessions: SessionService, bus: Bus): Router {
  const router = Router();

  async function tell<K extends LiveKind>(
    response: Response,
    id: string,
    order: { kind: K; message: ControlMessage<K> },
  ) {
    const session = sessions.get(demand(response, 'sessions:change'), id);
    const podUid = livePod(session, sessions.progressOf(session));
    const answer = await askPod(bus, { ...order, podUid, deadlineMs: DEADLINE_MS }).catch((error: unknown) => {
      throw asProblem(error);
    });
    const { ok, reason, message } = answer as { ok: boolean; reason?: string; message?: string };
    if (!ok) throw new ProblemError('conflict', message ?? 'The agent refused.', reason ? { reason } : {});
    response.json({ accepted: true });
  }

  router.post('/v1/sessions/:id/say', (request, response) =>
    tell(response, request.params.id, { kind: 'say', message: bodyOf(request, rest.sayRequest) }),
  );
  router.post('/v1/sessions/:id/inject', (request, response) =>
    tell(response, request.params.id, { kind: 'inject', message: bodyOf(request, rest.injectRequest) }),
  );
  router.post('/v1/sessions/:id/interrupt', (request, response) =>
    tell(response, request.params.id, { kind: 'interrupt', message: {} }),
  );

  router.post('/v1/sessions/:id/feedback', async (request, response) => {
    const session = sessions.get(demand(response, 'sessions:change'), request.params.id);
    const feedback = bodyOf(request, rest.feedbackRequest);
    const { uid, name, namespace } = session.metadata;
    const record = {
      type: 'feedback' as const,
      at: new Date().toISOString(),
      session: { uid, name, namespace },
      ...feedback,
    };
    await storeRecord(bus, record, DEADLINE_MS).catch((error: unknown) => {
      throw asProblem(error);
    });
    response.status(201).json({ accepted: true });
  });

  return router;
}
