import { z } from 'zod';
import * as fleet from './fleet.ts';
import * as live from './live.ts';
import type { ProblemType } from './problem.ts';
import * as sessions from './sessions.ts';

export interface Answer {
  readonly description: string;
  /** JSON body; absent: none, or another media type below. */
  readonly body?: z.ZodType;
  readonly mediaType?: string;
  readonly headers?: readonly ('Location' | 'Retry-After')[];
}

/** One operation of the HTTP API. `problems` are the types that it may answer besides those that every one may. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly open?: true;
  readonly idempotent?: true;
  readonly resumable?: true;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly problems?: readonly ProblemType[];
}

export const commonProblems: readonly ProblemType[] = [
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'rate-limited',
  'internal',
  'unavailable',
];

const ok = (body: z.ZodType, description = 'Done.'): Route['answers'] => ({ 200: { description, body } });
const id = { id: 'Id of the session.' };
const changed: readonly ProblemType[] = [
  'not-found',
  'ended',
  'conflict',
  'too-large',
  'unsupported-media-type',
  'not-accepted',
];
const creating: readonly ProblemType[] = [
  'not-found',
  'ended',
  'too-large',
  'unsupported-media-type',
  'not-accepted',
  'queue-full',
  'quota-exceeded',
  'session-failed',
  'no-capacity',
];
const acknowledged = z.object({ accepted: z.literal(true) }).meta({ id: 'Accepted' });
const text = { description: 'Text.', mediaType: 'text/plain' };

const sessionOperations: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/sessions',
    id: 'createSession',
    tag: 'Sessions',
    idempotent: true,
    summary: 'Start a conversation, and wait until the agent is in the room',
    body: sessions.sessionCreate,
    answers: {
      201: { description: 'The agent is in the room; connect.', body: sessions.sessionReady },
      202: {
        description: 'It waits; follow Location.',
        body: sessions.sessionWaiting,
        headers: ['Location', 'Retry-After'],
      },
    },
    problems: [...creating, 'idempotency-mismatch'],
  },
  {
    method: 'get',
    path: '/v1/sessions',
    id: 'listSessions',
    tag: 'Sessions',
    summary: 'Sessions of the tenant, newest first',
    query: sessions.sessionFilter,
    answers: ok(sessions.sessionList),
  },
  {
    method: 'get',
    path: '/v1/sessions/{id}',
    id: 'getSession',
    tag: 'Sessions',
    summary: 'One session',
    params: id,
    answers: ok(sessions.sessionView),
    problems: ['not-found'],
  },
  {
    method: 'delete',
    path: '/v1/sessions/{id}',
    id: 'deleteSession',
    tag: 'Sessions',
    summary: 'End a conversation with a goodbye',
    params: id,
    answers: { 202: { description: 'It is ending.', body: sessions.sessionView } },
    problems: ['not-found', 'ended'],
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/stop',
    id: 'stopSession',
    tag: 'Sessions',
    summary: 'End a conversation, with or without a goodbye',
    params: id,
    body: sessions.sessionStop,
    answers: { 202: { description: 'It is ending.', body: sessions.sessionView } },
    problems: changed,
  },
  {
    method: 'patch',
    path: '/v1/sessions/{id}/limits',
    id: 'changeLimits',
    tag: 'Sessions',
    summary: 'Extend or tighten limits, within the agent’s',
    params: id,
    body: sessions.sessionLimitsChange,
    answers: ok(sessions.sessionView),
    problems: changed,
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/token',
    id: 'createToken',
    tag: 'Sessions',
    summary: 'A token for joining again',
    params: id,
    answers: ok(z.object({ connection: sessions.connection }).meta({ id: 'TokenAnswer' })),
    problems: changed,
  },
  {
    method: 'get',
    path: '/v1/sessions/{id}/events',
    id: 'followSession',
    tag: 'Sessions',
    summary: 'Status, transcripts and turns as they happen',
    resumable: true,
    params: id,
    answers: {
      200: { description: 'Server-sent events: status, interim, transcript, turn.', mediaType: 'text/event-stream' },
    },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/v1/sessions/{id}/transcript',
    id: 'getTranscript',
    tag: 'Sessions',
    summary: 'Transcript as JSON, text or WebVTT, by Accept or ?format=',
    params: id,
    query: z.object({ format: z.enum(['json', 'text', 'vtt']).optional().describe('Instead of Accept.') }),
    answers: ok(live.transcriptView),
    problems: ['not-found'],
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/say',
    id: 'say',
    tag: 'Live',
    summary: 'The agent says this',
    params: id,
    body: live.sayRequest,
    answers: ok(acknowledged),
    problems: changed,
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/inject',
    id: 'inject',
    tag: 'Live',
    summary: 'Add to what the model knows',
    params: id,
    body: live.injectRequest,
    answers: ok(acknowledged),
    problems: changed,
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/interrupt',
    id: 'interrupt',
    tag: 'Live',
    summary: 'Stop what is being said',
    params: id,
    answers: ok(acknowledged),
    problems: changed,
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/feedback',
    id: 'giveFeedback',
    tag: 'Sessions',
    summary: 'Rate a conversation',
    params: id,
    body: live.feedbackRequest,
    answers: { 201: { description: 'It is in the record.', body: acknowledged } },
    problems: changed,
  },
];

const agent = { name: 'Name of the agent.' };
const pool = { name: 'Name of the pool.' };

const fleetOperations: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/agents',
    id: 'listAgents',
    tag: 'Agents',
    summary: 'Agents of the tenant',
    answers: ok(fleet.agentList),
  },
  {
    method: 'get',
    path: '/v1/agents/{name}',
    id: 'getAgent',
    tag: 'Agents',
    summary: 'One agent',
    params: agent,
    answers: ok(fleet.agentView),
    problems: ['not-found'],
  },
  {
    method: 'patch',
    path: '/v1/agents/{name}',
    id: 'changeAgent',
    tag: 'Agents',
    summary: 'Edit an agent (admin)',
    params: agent,
    body: fleet.agentChange,
    answers: ok(fleet.agentView),
    problems: changed,
  },
  {
    method: 'get',
    path: '/v1/pools',
    id: 'listPools',
    tag: 'Pools',
    summary: 'Pools of the tenant',
    answers: ok(fleet.poolList),
  },
  {
    method: 'get',
    path: '/v1/pools/{name}',
    id: 'getPool',
    tag: 'Pools',
    summary: 'One pool',
    params: pool,
    answers: ok(fleet.poolView),
    problems: ['not-found'],
  },
  {
    method: 'post',
    path: '/v1/pools/{name}/scale',
    id: 'scalePool',
    tag: 'Pools',
    summary: 'Scale a pool (admin)',
    params: pool,
    body: fleet.poolScale,
    answers: ok(fleet.poolView),
    problems: changed,
  },
  {
    method: 'get',
    path: '/v1/queue',
    id: 'getQueue',
    tag: 'Fleet',
    summary: 'Sessions that wait',
    answers: ok(fleet.queueView),
  },
  {
    method: 'delete',
    path: '/v1/queue',
    id: 'clearQueue',
    tag: 'Fleet',
    summary: 'End all sessions that wait (admin)',
    answers: ok(fleet.queueCleared),
  },
  {
    method: 'get',
    path: '/v1/status',
    id: 'getStatus',
    tag: 'Fleet',
    summary: 'Sessions, queue, start latency and end reasons',
    answers: ok(fleet.statusView),
  },
  {
    method: 'get',
    path: '/v1/status/workers',
    id: 'getWorkers',
    tag: 'Fleet',
    summary: 'Each warm and claimed pod',
    answers: ok(fleet.workersView),
  },
  {
    method: 'get',
    path: '/v1/status/models',
    id: 'getModels',
    tag: 'Fleet',
    summary: 'Each speech endpoint',
    answers: ok(fleet.modelsView),
  },
  {
    method: 'get',
    path: '/v1/capacity',
    id: 'getCapacity',
    tag: 'Fleet',
    summary: 'What the tenant uses and may use',
    answers: ok(fleet.capacityView),
  },
];

const standardOperations: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/token',
    id: 'tokenEndpoint',
    tag: 'Standard clients',
    summary: 'LiveKit’s token endpoint',
    query: z.object({ agent: z.string().max(64).optional().describe('Names the agent, where the body does not.') }),
    body: live.tokenRequest,
    answers: { 201: { description: 'Connect.', body: sessions.connection } },
    problems: creating,
  },
  {
    method: 'get',
    path: '/api/connection-details',
    id: 'connectionDetails',
    tag: 'Standard clients',
    summary: 'What older LiveKit starter apps ask for',
    query: live.connectionDetailsQuery,
    answers: ok(live.connectionDetails),
    problems: creating,
  },
  {
    method: 'get',
    path: '/health',
    id: 'health',
    tag: 'Probes',
    open: true,
    summary: 'Load in the shape that load balancers know',
    answers: ok(live.health),
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'healthz',
    tag: 'Probes',
    open: true,
    summary: 'Whether the process lives',
    answers: { 200: text },
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'readyz',
    tag: 'Probes',
    open: true,
    summary: 'Whether it can serve',
    answers: { 200: text, 503: text },
  },
];

export const routes: readonly Route[] = [...sessionOperations, ...fleetOperations, ...standardOperations];
