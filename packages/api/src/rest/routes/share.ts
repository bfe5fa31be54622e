import { z } from 'zod';
import { agentName } from '../../names.ts';
import type { Route } from '../../openapi/route.ts';
import * as share from '../share.ts';
import { creating, ok, operation } from './common.ts';

const agent = z.object({ agent: agentName.describe('Name of the agent.') });

export const shareRoutes: readonly Route[] = [
  operation({
    method: 'get',
    path: '/v1/share/{agent}',
    operationId: 'getShare',
    tags: ['Links'],
    security: [],
    summary: 'What a shareable link leads to',
    parameters: agent,
    query: share.shareQuery,
    responses: ok(share.shareView),
    problems: ['not-found'],
  }),
  operation({
    method: 'post',
    path: '/v1/share/{agent}/sessions',
    operationId: 'startShared',
    tags: ['Links'],
    security: [],
    summary: 'Start a conversation through a shareable link, with a key only where the agent asks for one',
    parameters: agent,
    body: share.shareStart,
    bodyOptional: true,
    responses: {
      201: { description: 'The agent is in the room; connect.', body: share.shareStarted },
      202: { description: 'It waits; follow its events.', body: share.shareStarted },
    },
    problems: creating,
  }),
];
