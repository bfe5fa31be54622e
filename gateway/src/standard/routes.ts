import { agentOfRoomName, rest } from '@switchboard/api';
import { type Response, Router } from 'express';
import type { z } from 'zod';
import { demand } from '../auth/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { bodyOf, queryOf } from '../http/validate.ts';
import { clientGone, endedProblem } from '../sessions/routes.ts';
import type { SessionService } from '../sessions/service.ts';

const WAIT_SECONDS = 20;

function agentOf(...hints: (string | undefined)[]): string {
  for (const hint of hints) {
    const agent = hint === undefined ? undefined : agentOfRoomName(hint);
    if (agent) return agent;
  }
  throw new ProblemError(
    'invalid-request',
    'Name the agent: by room_config.agents[0].agent_name, by room name, or by ?agent=.',
  );
}

/** The endpoints that stock LiveKit clients call. Every call is a conversation, and a room, of its own. */
export function standardRoutes(sessions: SessionService): Router {
  const router = Router();

  async function start(response: Response, request: Omit<rest.SessionCreate, 'waitSeconds'>) {
    const principal = demand(response, 'sessions:create');
    const gone = clientGone(response);
    const session = await sessions.create(principal, { request: { ...request, waitSeconds: WAIT_SECONDS } });
    const outcome = await sessions.settle(session, WAIT_SECONDS, gone);
    if (outcome.progress.kind === 'ready')
      return { ...outcome.progress, ...(await sessions.connection(outcome.session, outcome.progress)) };
    await sessions.abandon(session);
    if (outcome.progress.kind === 'ended') throw endedProblem(outcome.progress);
    throw new ProblemError('no-capacity', 'No agent was free in time. Try again in a moment.', {
      retryAfterSeconds: 5,
    });
  }

  router.post('/v1/token', async (request, response) => {
    const body = bodyOf(request, rest.tokenRequest);
    const { agent } = queryOf(request, rest.tokenQuery);
    const { server_url, participant_token } = await start(response, {
      agent: agentOf(body.room_config?.agents?.[0]?.agent_name, body.room_name, agent),
      participant: {
        ...(body.participant_identity && { identity: body.participant_identity }),
        ...(body.participant_name && { name: body.participant_name }),
        ...(body.participant_metadata && { metadata: body.participant_metadata }),
        ...(body.participant_attributes && { attributes: body.participant_attributes }),
      },
    });
    response.status(201).json({ server_url, participant_token });
  });

  router.get('/api/connection-details', async (request, response) => {
    const query = queryOf(request, rest.connectionDetailsQuery);
    const name = query.participantName ?? 'Caller';
    const started = await start(response, { agent: agentOf(query.agent, query.roomName), participant: { name } });
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      serverUrl: started.server_url,
      roomName: started.room,
      participantName: name,
      participantToken: started.participant_token,
    } satisfies z.infer<typeof rest.connectionDetails>);
  });

  return router;
}
