import { z } from 'zod';
import type { Route } from '../../openapi/route.ts';
import * as live from '../live.ts';
import * as sessions from '../sessions.ts';
import { creating, ok, operation } from './common.ts';

const text = { description: 'Text.', contentType: 'text/plain', body: z.string() };

export const standardRoutes: readonly Route[] = [
  operation({
    method: 'post',
    path: '/v1/token',
    operationId: 'tokenEndpoint',
    tags: ['Standard clients'],
    summary: 'LiveKit’s token endpoint',
    query: live.tokenQuery,
    body: live.tokenRequest,
    responses: { 201: { description: 'Connect.', body: sessions.connection } },
    problems: creating,
  }),
  operation({
    method: 'get',
    path: '/api/connection-details',
    operationId: 'connectionDetails',
    tags: ['Standard clients'],
    summary: 'What older LiveKit starter apps ask for',
    query: live.connectionDetailsQuery,
    responses: ok(live.connectionDetails),
    problems: creating,
  }),
  operation({
    method: 'get',
    path: '/health',
    operationId: 'health',
    tags: ['Probes'],
    security: [],
    summary: 'Load in the shape that load balancers know',
    responses: ok(live.health),
  }),
  operation({
    method: 'get',
    path: '/healthz',
    operationId: 'healthz',
    tags: ['Probes'],
    security: [],
    summary: 'Whether the process lives',
    responses: { 200: text },
  }),
  operation({
    method: 'get',
    path: '/readyz',
    operationId: 'readyz',
    tags: ['Probes'],
    security: [],
    summary: 'Whether it can serve',
    responses: { 200: text, 503: text },
  }),
];
