import { rest } from '@switchboard/api';
import { isTransient } from '@switchboard/kube';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { ZodError } from 'zod';

type Extra = Pick<rest.Problem, 'errors' | 'reason'> & { retryAfterSeconds?: number };

/** What the client is told. `detail` says what happened and what to do, and never quotes a secret. */
export class ProblemError extends Error {
  readonly type: rest.ProblemType;
  readonly extra: Extra;

  constructor(type: rest.ProblemType, detail: string, extra: Extra = {}, cause?: unknown) {
    super(detail, { cause });
    this.name = 'ProblemError';
    this.type = type;
    this.extra = extra;
  }
}

export const notFound = (what: string): ProblemError => new ProblemError('not-found', `There is no ${what} here.`);

interface BodyParserError {
  readonly type: string;
  readonly status: number;
}

function fromBodyParser(error: BodyParserError): ProblemError | undefined {
  if (error.type === 'entity.too.large')
    return new ProblemError('too-large', 'The body is larger than this gateway takes.');
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported')
    return new ProblemError('unsupported-media-type', 'Send the body as UTF-8 JSON, without compression.');
  if (error.status === 400) return new ProblemError('invalid-request', 'The body is not valid JSON.');
  return undefined;
}

export function invalid(error: ZodError, where: string): ProblemError {
  const errors = error.issues.slice(0, 20).map((issue) => ({
    field: [where, ...issue.path.map(String)].join('.'),
    message: issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : issue.message,
  }));
  return new ProblemError('invalid-request', 'Some fields are not valid; see errors.', { errors }, error);
}

export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ZodError) return invalid(error, 'body');
  if (typeof error === 'object' && error !== null && 'type' in error && 'status' in error) {
    const known = fromBodyParser(error as BodyParserError);
    if (known) return known;
  }
  if (error instanceof URIError) return new ProblemError('invalid-request', 'The path is not valid UTF-8.');
  if (isTransient(error)) {
    const detail =
      'The cluster does not answer. Conversations go on; try again in a moment, with the same Idempotency-Key.';
    return new ProblemError('unavailable', detail, { retryAfterSeconds: 2 }, error);
  }
  return new ProblemError('internal', 'The gateway met an error of its own. Its log has this request’s id.', {}, error);
}

export function sendProblem(response: Response, problem: ProblemError): void {
  const { status, title } = rest.problemTypes[problem.type];
  const { retryAfterSeconds, ...extra } = problem.extra;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  const body: rest.Problem = {
    type: rest.problemTypeUrl(problem.type),
    title,
    status,
    detail: problem.message,
    instance: response.locals['requestId'] as string,
    ...extra,
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

export function problemHandler(onInternal: (error: unknown, request: Request) => void): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = asProblem(error);
    if (problem.type === 'internal') onInternal(error, request);
    if (response.headersSent) return void response.destroy();
    sendProblem(response, problem);
  };
}
