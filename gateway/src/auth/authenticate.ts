import type { RequestHandler } from 'express';
import { ProblemError } from '../http/problem.ts';
import type { Principal } from './principal.ts';

export interface Authenticator {
  /** undefined: this bearer is none of mine, or not valid. */
  principalOf(bearer: string): Promise<Principal | undefined>;
}

export function bearerOf(header: string | undefined): string | undefined {
  const match = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(header ?? '');
  return match?.[1];
}

export function authenticate(authenticators: readonly Authenticator[]): RequestHandler {
  return async (request, response, next) => {
    const bearer = bearerOf(request.headers.authorization);
    if (!bearer) {
      response.setHeader('WWW-Authenticate', 'Bearer realm="switchboard"');
      throw new ProblemError('unauthenticated', 'Send an API key: "Authorization: Bearer sb_...".');
    }
    for (const authenticator of authenticators) {
      const principal = await authenticator.principalOf(bearer);
      if (principal) {
        response.locals['principal'] = principal;
        return next();
      }
    }
    response.setHeader('WWW-Authenticate', 'Bearer realm="switchboard", error="invalid_token"');
    throw new ProblemError('unauthenticated', 'This key or token is unknown, expired or revoked.');
  };
}
