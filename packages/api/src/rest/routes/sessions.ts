import { z } from 'zod';
import { dnsLabel } from '../../names.ts';
import type { Route } from '../../openapi/route.ts';
import * as live from '../live.ts';
import * as sessions from '../sessions.ts';
import { acknowledged, changing, creating, ok, operation } from './common.ts';

const id = z.object({ id: dnsLabel.describe('Id of the session.') });
const idempotency = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'The same key and body make one session, however often they are sent; the same key with another body is refused.',
    ),
});
const resumption = z.object({
  'Last-Event-ID': z.string().optional().describe('id of the last event that was received.'),
});
const waiting = z.object({
  Location: z.string().describe('Path of the session.'),
  'Retry-After': z.string().describe('Seconds.'),
});

export const sessionRoutes: readonly Route[] = [
  operation({
    method: 'post',
    path: '/v1/sessions',
    operationId: 'createSession',
    tags: ['Sessions'],
    headers: idempotency,
    summary: 'Start a conversation, and wait until the agent is in the room',
    body: sessions.sessionCreate,
    responses: {
      201: { description: 'The agent is in the room; connect.', body: sessions.sessionReady },
      202: {
        description: 'It waits; follow Location.',
        body: sessions.sessionWaiting,
        headers: waiting,
      },
    },
    problems: [...creating, 'idempotency-mismatch'],
  }),
  operation({
    method: 'get',
    path: '/v1/sessions',
    operationId: 'listSessions',
    tags: ['Sessions'],
    summary: 'Sessions of the tenant, newest first',
    query: sessions.sessionFilter,
    responses: ok(sessions.sessionList),
  }),
  operation({
    method: 'get',
    path: '/v1/sessions/{id}',
    operationId: 'getSession',
    tags: ['Sessions'],
    summary: 'One session',
    parameters: id,
    responses: ok(sessions.sessionView),
    problems: ['not-found'],
  }),
  operation({
    method: 'delete',
    path: '/v1/sessions/{id}',
    operationId: 'deleteSession',
    tags: ['Sessions'],
    summary: 'End a conversation with a goodbye',
    parameters: id,
    responses: { 202: { description: 'It is ending.', body: sessions.sessionView } },
    problems: ['not-found', 'ended'],
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/stop',
    operationId: 'stopSession',
    tags: ['Sessions'],
    summary: 'End a conversation, with or without a goodbye',
    parameters: id,
    body: sessions.sessionStop,
    responses: { 202: { description: 'It is ending.', body: sessions.sessionView } },
    problems: changing,
  }),
  operation({
    method: 'patch',
    path: '/v1/sessions/{id}/limits',
    operationId: 'changeLimits',
    tags: ['Sessions'],
    summary: 'Extend or tighten limits, within the agent’s',
    parameters: id,
    body: sessions.sessionLimitsChange,
    responses: ok(sessions.sessionView),
    problems: changing,
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/token',
    operationId: 'createToken',
    tags: ['Sessions'],
    summary: 'A token for joining again',
    parameters: id,
    responses: ok(z.object({ connection: sessions.connection }).meta({ operationId: 'TokenAnswer' })),
    problems: changing,
  }),
  operation({
    method: 'get',
    path: '/v1/sessions/{id}/events',
    operationId: 'followSession',
    tags: ['Sessions'],
    summary: 'Status, transcripts and turns as they happen',
    headers: resumption,
    parameters: id,
    responses: {
      200: { description: 'Server-sent events: status, interim, transcript, turn.', contentType: 'text/event-stream' },
    },
    problems: ['not-found'],
  }),
  operation({
    method: 'get',
    path: '/v1/sessions/{id}/vitals',
    operationId: 'getVitals',
    tags: ['Sessions'],
    summary: 'Memory, CPU and gaps in the sound over time',
    parameters: id,
    responses: ok(sessions.vitalsView),
    problems: ['not-found'],
  }),
  operation({
    method: 'get',
    path: '/v1/sessions/{id}/timeline',
    operationId: 'getTimeline',
    tags: ['Sessions'],
    summary: 'Conditions of the session and Kubernetes Events about it',
    parameters: id,
    responses: ok(sessions.timelineView),
    problems: ['not-found'],
  }),
  operation({
    method: 'get',
    path: '/v1/sessions/{id}/transcript',
    operationId: 'getTranscript',
    tags: ['Sessions'],
    summary: 'Transcript as JSON, text or WebVTT, by Accept or ?format=',
    parameters: id,
    query: z.object({ format: z.enum(['json', 'text', 'vtt']).optional().describe('Instead of Accept.') }),
    responses: {
      200: {
        description: 'What was said so far.',
        body: live.transcriptView,
        alternatives: { 'text/plain': z.string(), 'text/vtt': z.string() },
      },
    },
    problems: ['not-found'],
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/say',
    operationId: 'say',
    tags: ['Live'],
    summary: 'The agent says this',
    parameters: id,
    body: live.sayRequest,
    responses: ok(acknowledged),
    problems: changing,
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/inject',
    operationId: 'inject',
    tags: ['Live'],
    summary: 'Add to what the model knows',
    parameters: id,
    body: live.injectRequest,
    responses: ok(acknowledged),
    problems: changing,
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/interrupt',
    operationId: 'interrupt',
    tags: ['Live'],
    summary: 'Stop what is being said',
    parameters: id,
    responses: ok(acknowledged),
    problems: changing,
  }),
  operation({
    method: 'post',
    path: '/v1/sessions/{id}/feedback',
    operationId: 'giveFeedback',
    tags: ['Sessions'],
    summary: 'Rate a conversation',
    parameters: id,
    body: live.feedbackRequest,
    responses: { 201: { description: 'It is in the record.', body: acknowledged } },
    problems: changing,
  }),
];
