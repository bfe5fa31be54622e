import type { RequestHandler, Response } from 'express';

export interface Origins {
  /** Whether any tenant lists it: a preflight tells nothing of who will ask. */
  anyAllows(origin: string): boolean;
  allows(tenant: string, origin: string): boolean;
}

const HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Request-Id';
const EXPOSED = 'Location, Retry-After, X-Request-Id';

function forget(response: Response): void {
  response.removeHeader('Access-Control-Allow-Origin');
  response.removeHeader('Access-Control-Expose-Headers');
}

/** Preflights are answered for origins that a tenant lists; credentials in cookies there are none. */
export function cors(origins: Origins): RequestHandler {
  return (request, response, next) => {
    const origin = request.headers.origin;
    response.vary('Origin');
    const allowed = origin !== undefined && origins.anyAllows(origin);
    if (allowed) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', EXPOSED);
      // Helmet's default would keep the answer from the page that may read it.
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next();
    if (allowed) {
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PATCH, DELETE');
      response.setHeader('Access-Control-Allow-Headers', HEADERS);
      response.setHeader('Access-Control-Max-Age', '600');
    }
    response.status(204).end();
  };
}

/** Once it is known who asks: another tenant's origin does not read the answer. */
export function corsOfTenant(origins: Origins, tenantOf: (response: Response) => string): RequestHandler {
  return (request, response, next) => {
    const origin = request.headers.origin;
    if (origin !== undefined && !origins.allows(tenantOf(response), origin)) forget(response);
    next();
  };
}
