import { rest, type VoiceSessionObject } from '@switchboard/api';
import { type Request, type Response, Router } from 'express';
import { demand } from '../auth/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { bodyOf, queryOf } from '../http/validate.ts';
import { page } from './listing.ts';
import type { Outcome, SessionService } from './service.ts';
import { sessionView } from './view.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

function idempotencyKey(request: Request): string | undefined {
  const key = request.header('Idempotency-Key');
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
    throw new ProblemError(
      'invalid-request',
      'Idempotency-Key has 1 to 255 printable ASCII characters without spaces.',
    );
  return key;
}

/** Aborts when the client is gone before it was answered; it may have gone while it was found out who asks. */
export function clientGone(response: Response): AbortSignal {
  const gone = new AbortController();
  if (response.closed) gone.abort();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

export function endedProblem(progress: { reason: string; message: string }): ProblemError {
  const { reason, message } = progress;
  if (reason === 'QueueFull') return new ProblemError('queue-full', message, { reason, retryAfterSeconds: 10 });
  if (reason === 'QuotaRefused') return new ProblemError('quota-exceeded', message, { reason, retryAfterSeconds: 30 });
  if (reason === 'PendingTimeout' || reason === 'Unschedulable')
    return new ProblemError('no-capacity', message, { reason, retryAfterSeconds: 10 });
  if (reason === 'AgentNotFound') return new ProblemError('not-found', message, { reason });
  if (reason === 'Stopped' || reason === 'Cancelled' || reason === 'Deleted')
    return new ProblemError('ended', message, { reason });
  return new ProblemError('session-failed', message, { reason });
}

export function sessionRoutes(sessions: SessionService): Router {
  const router = Router();

  async function answerReady(response: Response, outcome: Outcome, code: number): Promise<void> {
    if (outcome.progress.kind !== 'ready') throw new Error('only a ready session has a connection');
    const connection = await sessions.connection(outcome.session, outcome.progress);
    response.status(code).json({ session: sessionView(outcome.session), connection });
  }

  function answerWaiting(response: Response, session: VoiceSessionObject): void {
    response.status(202).location(`/v1/sessions/${session.metadata.name}`).setHeader('Retry-After', '2');
    response.json({ session: sessionView(session) });
  }

  router.post('/v1/sessions', async (request, response) => {
    const principal = demand(response, 'sessions:create');
    const body = bodyOf(request, rest.sessionCreate);
    const key = idempotencyKey(request);
    const gone = clientGone(response);
    const session = await sessions.create(principal, { request: body, idempotencyKey: key });
    const outcome = await sessions.settle(session, body.waitSeconds, gone);
    if (gone.aborted && key === undefined && outcome.progress.kind !== 'ended') return sessions.abandon(session);
    if (outcome.progress.kind === 'ended') throw endedProblem(outcome.progress);
    if (outcome.progress.kind === 'ready') return answerReady(response, outcome, 201);
    answerWaiting(response, outcome.session);
  });

  router.get('/v1/sessions', (request, response) => {
    const principal = demand(response, 'sessions:read');
    response.json(page(sessions.all(principal), queryOf(request, rest.sessionFilter)));
  });

  router.get('/v1/sessions/:id', (request, response) => {
    const principal = demand(response, 'sessions:read');
    response.json(sessionView(sessions.get(principal, request.params.id)));
  });

  router.post('/v1/sessions/:id/stop', async (request, response) => {
    const principal = demand(response, 'sessions:change');
    const { mode } = bodyOf(request, rest.sessionStop);
    response.status(202).json(sessionView(await sessions.stop(principal, request.params.id, mode)));
  });

  router.delete('/v1/sessions/:id', async (request, response) => {
    const principal = demand(response, 'sessions:change');
    response.status(202).json(sessionView(await sessions.stop(principal, request.params.id, 'Goodbye')));
  });

  router.patch('/v1/sessions/:id/limits', async (request, response) => {
    const principal = demand(response, 'sessions:change');
    const limits = bodyOf(request, rest.sessionLimitsChange);
    response.json(sessionView(await sessions.changeLimits(principal, request.params.id, limits)));
  });

  router.post('/v1/sessions/:id/token', async (request, response) => {
    const principal = demand(response, 'sessions:create');
    const session = sessions.get(principal, request.params.id);
    const progress = sessions.progressOf(session);
    if (progress.kind === 'ended') throw endedProblem(progress);
    if (progress.kind === 'waiting')
      throw new ProblemError('conflict', 'The agent is not in the room yet; wait for phase Ready.');
    response.json({ connection: await sessions.connection(session, progress) });
  });

  return router;
}
