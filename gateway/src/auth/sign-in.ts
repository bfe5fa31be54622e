import type { rest } from '@switchboard/api';
import { Router } from 'express';
import type { z } from 'zod';
import type { OidcConfig } from './oidc.ts';
import { actions, may, principalOf } from './principal.ts';

type SignIn = z.infer<typeof rest.signIn>;

function signInOf(oidc: OidcConfig | undefined): SignIn {
  if (!oidc?.console) return {};
  const { clientId, scope, token } = oidc.console;
  return { oidc: { issuer: oidc.issuer, clientId, scope, token } };
}

/** Asked before anybody is signed in: nothing here is a secret. */
export function signInRoutes(oidc: OidcConfig | undefined): Router {
  const router = Router();
  const answer = signInOf(oidc);
  router.get('/v1/sign-in', (_request, response) => void response.json(answer));
  return router;
}

export function meRoutes(): Router {
  const router = Router();
  router.get('/v1/me', (_request, response) => {
    const { id, tenant, role } = principalOf(response);
    const allowed = (Object.keys(actions) as (keyof typeof actions)[]).filter((action) => may(role, action));
    response.set('Cache-Control', 'no-store').json({ id, tenant, role, may: allowed });
  });
  return router;
}

/** Where the console's pages must be able to send requests for people to sign in. */
export function originsOf(oidc: OidcConfig | undefined): string[] {
  if (!oidc?.console) return [];
  return [...new Set([oidc.issuer, ...oidc.console.origins].map((url) => new URL(url).origin))];
}
