import { rest } from '@switchboard/api';
import { type Client, isForbidden } from '@switchboard/kube';
import { Router } from 'express';
import { notFound, ProblemError } from '../http/problem.ts';
import { bodyOf } from '../http/validate.ts';
import type { ClientTokens } from './client-token.ts';
import { createKey, listKeys, revokeKey } from './keyring.ts';
import { demand } from './principal.ts';

export interface AccessSources {
  readonly client: Client;
  readonly tokens: ClientTokens;
  readonly keysNamespace: string;
}

const NOT_ALLOWED =
  'This gateway may not manage keys. The platform team allows it with gateway.admin.enabled in the chart, or uses make key.';

async function allowed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isForbidden(error)) throw new ProblemError('forbidden', NOT_ALLOWED, {}, error);
    throw error;
  }
}

export function accessRoutes({ client, tokens, keysNamespace }: AccessSources): Router {
  const router = Router();

  router.post('/v1/client-tokens', async (request, response) => {
    const principal = demand(response, 'tokens:mint');
    const grant = bodyOf(request, rest.clientTokenRequest);
    response.setHeader('Cache-Control', 'no-store');
    response.status(201).json(await tokens.mint(principal, grant));
  });

  router.get('/v1/keys', async (_request, response) => {
    const { tenant } = demand(response, 'keys:change');
    response.json({ keys: await allowed(listKeys(client, keysNamespace, tenant)) });
  });

  router.post('/v1/keys', async (request, response) => {
    const { tenant } = demand(response, 'keys:change');
    const { role, expiresAt, note } = bodyOf(request, rest.keyRequest);
    const wanted = { tenant, role, ...(expiresAt && { expiresAt }), ...(note && { note }) };
    const { id, key } = await allowed(createKey(client, keysNamespace, wanted));
    response.setHeader('Cache-Control', 'no-store');
    response.status(201).json({ id, ...wanted, key });
  });

  router.delete('/v1/keys/:id', async (request, response) => {
    const { tenant } = demand(response, 'keys:change');
    const { id } = request.params;
    const own = (await allowed(listKeys(client, keysNamespace, tenant))).some((key) => key.id === id);
    if (!own || !(await allowed(revokeKey(client, keysNamespace, id)))) throw notFound('key of this id');
    response.status(204).end();
  });

  return router;
}
