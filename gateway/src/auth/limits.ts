import { type TenantSpec, tenantSpec } from '@switchboard/api';
import type { RequestHandler } from 'express';
import { ProblemError } from '../http/problem.ts';
import { principalOf } from './principal.ts';
import type { RateLimiter } from './rate.ts';

export const defaultTenant: TenantSpec = tenantSpec.parse({});

export type TenantOf = (tenant: string) => TenantSpec;

function refuseIf(seconds: number, detail: string): void {
  if (seconds > 0) throw new ProblemError('rate-limited', detail, { retryAfterSeconds: seconds });
}

/** Before it is known who asks: a bound on what one address may make the gateway do. */
export function limitAddress(limiter: RateLimiter, perMinute: () => number): RequestHandler {
  return (request, _response, next) => {
    refuseIf(limiter.take(`address ${request.ip}`, perMinute()), 'This address sends too many requests.');
    next();
  };
}

export function limitKey(limiter: RateLimiter, tenantOf: TenantOf): RequestHandler {
  return (_request, response, next) => {
    const { id, tenant } = principalOf(response);
    const { requestsPerMinute } = tenantOf(tenant);
    refuseIf(limiter.take(`key ${tenant} ${id}`, requestsPerMinute), 'This key sends too many requests.');
    next();
  };
}

/** Called where a session is about to be made, whatever route asks for it. */
export class CreateLimit {
  readonly #limiter: RateLimiter;
  readonly #tenantOf: TenantOf;

  constructor(limiter: RateLimiter, tenantOf: TenantOf) {
    this.#limiter = limiter;
    this.#tenantOf = tenantOf;
  }

  take(tenant: string): void {
    const { createsPerMinute } = this.#tenantOf(tenant);
    refuseIf(this.#limiter.take(`creates ${tenant}`, createsPerMinute), 'The tenant starts too many sessions.');
  }
}
