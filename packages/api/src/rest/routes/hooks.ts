import type { Route } from '../../openapi/route.ts';
import * as hooks from '../hooks.ts';
import { acknowledged, ok, operation } from './common.ts';

export const hookRoutes: readonly Route[] = [
  operation({
    method: 'post',
    path: '/v1/hooks/livekit',
    operationId: 'livekitWebhook',
    tags: ['Hooks'],
    security: ['livekit'],
    summary: 'What LiveKit tells; its signature is the key',
    body: hooks.livekitEvent,
    responses: { 200: { description: 'Heard, or heard before.', body: acknowledged } },
    problems: ['too-large', 'unsupported-media-type'],
  }),
  operation({
    method: 'get',
    path: '/v1/hooks',
    operationId: 'listHooks',
    tags: ['Hooks'],
    summary: 'Endpoints that events are sent to',
    responses: ok(hooks.hookList),
  }),
  operation({
    method: 'get',
    path: '/v1/hooks/dead',
    operationId: 'listDeadHooks',
    tags: ['Hooks'],
    summary: 'Deliveries that were given up',
    responses: ok(hooks.deadHooks),
  }),
  operation({
    method: 'post',
    path: '/v1/hooks/dead/{sequence}/resend',
    operationId: 'resendHook',
    tags: ['Hooks'],
    summary: 'Send one of them again (admin)',
    parameters: hooks.deadSequence,
    responses: { 202: { description: 'It is in the queue again.', body: acknowledged } },
    problems: ['not-found'],
  }),
];
