import type { Request, RequestHandler, Response } from 'express';
import { ProblemError } from '../http/problem.ts';
import type { Principal } from './principal.ts';
import type { RateLimiter } from './rate.ts';

export interface Authenticator {
  /** undefined: this bearer is none of mine, or not valid. */
  principalOf(bearer: string): Promise<Principal | undefined>;
}

export function bearerOf(header: string | undefined): string | undefined {
  const match = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(header ?? '');
  return match?.[1];
}

export interface DoorOptions {
  readonly authenticators: readonly Authenticator[];
  readonly limiter: RateLimiter;
  /** Wrong keys that one address may send: each may cost a look-up in the API server. */
  readonly failuresPerMinute: () => number;
  /** Namespaces that are tenants; empty means every one. */
  readonly tenants: readonly string[];
}

/** Finds out who asks, or refuses. */
export class Door {
  readonly #options: DoorOptions;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  readonly authenticate: RequestHandler = async (request, response, next) => {
    response.locals['principal'] = await this.identify(request, response);
    next();
  };

  async identify(request: Request, response: Response): Promise<Principal> {
    const { limiter } = this.#options;
    const failuresPerMinute = this.#options.failuresPerMinute();
    const bearer = bearerOf(request.headers.authorization);
    if (!bearer) {
      response.setHeader('WWW-Authenticate', 'Bearer realm="switchboard"');
      throw new ProblemError('unauthenticated', 'Send an API key: "Authorization: Bearer sb_...".');
    }
    const failures = `failures ${request.ip}`;
    const retryAfterSeconds = limiter.waitOf(failures, failuresPerMinute);
    if (retryAfterSeconds > 0)
      throw new ProblemError('rate-limited', 'This address has sent too many wrong keys.', { retryAfterSeconds });
    const principal = await this.#principalOf(bearer);
    if (principal) return principal;
    limiter.take(failures, failuresPerMinute);
    response.setHeader('WWW-Authenticate', 'Bearer realm="switchboard", error="invalid_token"');
    throw new ProblemError('unauthenticated', 'This key or token is unknown, expired or revoked.');
  }

  async #principalOf(bearer: string): Promise<Principal | undefined> {
    const { authenticators, tenants } = this.#options;
    for (const authenticator of authenticators) {
      const principal = await authenticator.principalOf(bearer);
      if (principal) return tenants.length === 0 || tenants.includes(principal.tenant) ? principal : undefined;
    }
    return undefined;
  }
}
