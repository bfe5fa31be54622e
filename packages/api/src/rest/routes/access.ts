import { z } from 'zod';
import type { Route } from '../../openapi/route.ts';
import * as access from '../access.ts';
import { ok, operation } from './common.ts';

const id = z.object({ id: z.string().max(63).describe('Id of the key.') });

export const accessRoutes: readonly Route[] = [
  operation({
    method: 'get',
    path: '/v1/me',
    operationId: 'whoAmI',
    tags: ['Access'],
    summary: 'Who asks, for which tenant, and what they may do',
    responses: ok(access.me),
  }),
  operation({
    method: 'get',
    path: '/v1/sign-in',
    operationId: 'howToSignIn',
    tags: ['Access'],
    security: [],
    summary: 'How people sign in to the console',
    responses: ok(access.signIn),
  }),
  operation({
    method: 'post',
    path: '/v1/client-tokens',
    operationId: 'createClientToken',
    tags: ['Access'],
    summary: 'A short-lived token that a back end hands to a browser',
    body: access.clientTokenRequest,
    bodyOptional: true,
    responses: { 201: { description: 'Made.', body: access.clientToken } },
    problems: ['too-large', 'unsupported-media-type'],
  }),
  operation({
    method: 'get',
    path: '/v1/keys',
    operationId: 'listKeys',
    tags: ['Access'],
    summary: 'Keys of the tenant (admin)',
    responses: { 200: { description: 'Done.', body: access.keyList } },
  }),
  operation({
    method: 'post',
    path: '/v1/keys',
    operationId: 'createKey',
    tags: ['Access'],
    summary: 'Make a key of the tenant (admin)',
    body: access.keyRequest,
    bodyOptional: true,
    responses: { 201: { description: 'Made; it is shown this once.', body: access.keyCreated } },
    problems: ['too-large', 'unsupported-media-type'],
  }),
  operation({
    method: 'delete',
    path: '/v1/keys/{id}',
    operationId: 'revokeKey',
    tags: ['Access'],
    summary: 'Revoke a key of the tenant (admin)',
    parameters: id,
    responses: { 204: { description: 'Revoked; gateways forget it within seconds.' } },
    problems: ['not-found'],
  }),
];
