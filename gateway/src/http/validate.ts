import express, { type Request, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { invalid, ProblemError } from './problem.ts';

export function bodyOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  if (
    request.body === undefined &&
    !request.is('application/json') &&
    (Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined)
  )
    throw new ProblemError('unsupported-media-type', 'Send the body as application/json.');
  const parsed = schema.safeParse(request.body ?? {});
  if (!parsed.success) throw invalid(parsed.error, 'body');
  return parsed.data;
}

export function queryOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const parsed = schema.safeParse(request.query);
  if (!parsed.success) throw invalid(parsed.error, 'query');
  return parsed.data;
}

const DEPTH_LIMIT = 32;

function deeperThan(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((member) => deeperThan(member, left - 1));
}

const shallowOnly: RequestHandler = (request, _response, next) => {
  if (!deeperThan(request.body, DEPTH_LIMIT)) return next();
  throw new ProblemError('invalid-request', `The body is nested deeper than ${DEPTH_LIMIT} levels.`);
};

/** JSON of a bounded size and depth; everything else is refused. */
export function jsonBody(bytes: number): Router {
  return Router().use(express.json({ limit: bytes, inflate: false }), shallowOnly);
}
