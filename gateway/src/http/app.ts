import { randomUUID } from 'node:crypto';
import { rest } from '@switchboard/api';
import type { Logger } from '@switchboard/service';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { contentPolicy } from './content-policy.ts';
import { knownOnly } from './known.ts';
import { problemHandler } from './problem.ts';
import { jsonBody } from './validate.ts';

const REQUEST_ID = /^[-A-Za-z0-9_.]{1,64}$/;

const requestId: RequestHandler = (request, response, next) => {
  const given = request.header('X-Request-Id');
  const id = given && REQUEST_ID.test(given) ? given : randomUUID();
  response.locals['requestId'] = id;
  response.setHeader('X-Request-Id', id);
  next();
};

export interface AppOptions {
  readonly logger: Logger;
  readonly bodyBytes: number;
  readonly publicUrl: string;
  /** Other origins that the pages send requests to. */
  readonly connect: readonly string[];
  readonly trustedProxies: readonly string[];
  /** Pages and probes: neither counted nor asked for a key. */
  readonly pages: readonly Router[];
  /** Before anything of the API: metrics, CORS, the address's rate. */
  readonly first: readonly RequestHandler[];
  /** API routes that find out themselves who asks. They read their own bodies. */
  readonly open: readonly Router[];
  /** Who asks, and at which rate. */
  readonly door: readonly RequestHandler[];
  readonly guarded: readonly Router[];
}

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies.length > 0 ? [...options.trustedProxies] : false);
  app.use(requestId, contentPolicy(options.publicUrl, options.connect));
  for (const router of options.pages) app.use(router);
  app.use(...options.first, knownOnly(rest.routes));
  for (const router of options.open) app.use(router);
  app.use(...options.door, jsonBody(options.bodyBytes));
  for (const router of options.guarded) app.use(router);
  app.use(
    problemHandler((error, request) => {
      const { requestId, route } = (request.res?.locals ?? {}) as Record<string, unknown>;
      options.logger.error({ error, requestId, method: request.method, route }, 'request failed');
    }),
  );
  return app;
}
