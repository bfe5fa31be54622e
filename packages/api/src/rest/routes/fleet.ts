import { z } from 'zod';
import { agentName, dnsLabel } from '../../names.ts';
import type { Route } from '../../openapi/route.ts';
import * as fleet from '../fleet.ts';
import { changing, ok, operation } from './common.ts';

const agent = z.object({ name: agentName.describe('Name of the agent.') });
const pool = z.object({ name: dnsLabel.describe('Name of the pool.') });
const seen = z.object({
  'If-Match': z
    .string()
    .optional()
    .describe('generation of what was edited: when somebody else changed it since, the edit is refused as a conflict.'),
});

export const fleetRoutes: readonly Route[] = [
  operation({
    method: 'get',
    path: '/v1/agents',
    operationId: 'listAgents',
    tags: ['Agents'],
    summary: 'Agents of the tenant',
    responses: ok(fleet.agentList),
  }),
  operation({
    method: 'get',
    path: '/v1/agents/{name}',
    operationId: 'getAgent',
    tags: ['Agents'],
    summary: 'One agent',
    parameters: agent,
    responses: ok(fleet.agentView),
    problems: ['not-found'],
  }),
  operation({
    method: 'patch',
    path: '/v1/agents/{name}',
    operationId: 'changeAgent',
    tags: ['Agents'],
    summary: 'Edit an agent (admin)',
    headers: seen,
    parameters: agent,
    body: fleet.agentChange,
    responses: ok(fleet.agentView),
    problems: changing,
  }),
  operation({
    method: 'get',
    path: '/v1/pools',
    operationId: 'listPools',
    tags: ['Pools'],
    summary: 'Pools of the tenant',
    responses: ok(fleet.poolList),
  }),
  operation({
    method: 'get',
    path: '/v1/pools/{name}',
    operationId: 'getPool',
    tags: ['Pools'],
    summary: 'One pool',
    parameters: pool,
    responses: ok(fleet.poolView),
    problems: ['not-found'],
  }),
  operation({
    method: 'post',
    path: '/v1/pools/{name}/scale',
    operationId: 'scalePool',
    tags: ['Pools'],
    summary: 'Scale a pool (admin)',
    headers: seen,
    parameters: pool,
    body: fleet.poolScale,
    responses: ok(fleet.poolView),
    problems: changing,
  }),
  operation({
    method: 'get',
    path: '/v1/queue',
    operationId: 'getQueue',
    tags: ['Fleet'],
    summary: 'Sessions that wait',
    responses: ok(fleet.queueView),
  }),
  operation({
    method: 'delete',
    path: '/v1/queue',
    operationId: 'clearQueue',
    tags: ['Fleet'],
    summary: 'End all sessions that wait (admin)',
    responses: ok(fleet.queueCleared),
  }),
  operation({
    method: 'get',
    path: '/v1/status',
    operationId: 'getStatus',
    tags: ['Fleet'],
    summary: 'Sessions, queue, start latency and end reasons',
    responses: ok(fleet.statusView),
  }),
  operation({
    method: 'get',
    path: '/v1/status/events',
    operationId: 'followFleet',
    tags: ['Fleet'],
    summary: 'The fleet as it changes',
    responses: {
      200: {
        description: 'Server-sent events named fleet, the first at once.',
        contentType: 'text/event-stream',
        body: fleet.fleetView,
      },
    },
  }),
  operation({
    method: 'get',
    path: '/v1/status/workers',
    operationId: 'getWorkers',
    tags: ['Fleet'],
    summary: 'Each warm and claimed pod',
    responses: ok(fleet.workersView),
  }),
  operation({
    method: 'get',
    path: '/v1/status/models',
    operationId: 'getModels',
    tags: ['Fleet'],
    summary: 'Each speech endpoint',
    responses: ok(fleet.modelsView),
  }),
  operation({
    method: 'get',
    path: '/v1/capacity',
    operationId: 'getCapacity',
    tags: ['Fleet'],
    summary: 'What the tenant uses and may use',
    responses: ok(fleet.capacityView),
  }),
  operation({
    method: 'get',
    path: '/dashboard',
    operationId: 'getDashboard',
    tags: ['Fleet'],
    summary: 'Everything that a wallboard shows, in one answer',
    responses: ok(fleet.dashboardView),
  }),
];
