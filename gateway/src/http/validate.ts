import type { Request } from 'express';
import type { z } from 'zod';
import { invalid, ProblemError } from './problem.ts';

export function bodyOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  if (
    request.body === undefined &&
    !request.is('application/json') &&
    Number(request.headers['content-length'] ?? 0) > 0
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
