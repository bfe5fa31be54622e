import { randomUUID } from 'node:crypto';
import type { Logger } from '@switchboard/service';
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { ProblemError, problemHandler, sendProblem } from './problem.ts';

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
  readonly trustedProxies: readonly string[];
  /** Routes for anybody. */
  readonly open: readonly Router[];
  readonly authenticate: RequestHandler;
  /** Routes behind a key or token. */
  readonly guarded: readonly { path: string; router: Router }[];
}

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies.length > 0 ? [...options.trustedProxies] : false);
  app.use(requestId, helmet());
  for (const router of options.open) app.use(router);
  app.use(express.json({ limit: options.bodyBytes, inflate: false }));
  for (const { path, router } of options.guarded) app.use(path, options.authenticate, router);
  app.use((request, response) => {
    sendProblem(
      response,
      new ProblemError('not-found', `${request.method} of this path is not part of the API; see /docs.`),
    );
  });
  app.use(
    problemHandler((error, request) => {
      const requestId = request.res?.locals['requestId'];
      options.logger.error({ error, requestId, method: request.method, route: request.route?.path }, 'request failed');
    }),
  );
  return app;
}
