import { z } from 'zod';

/** Stable problem types (RFC 9457). `type` is `https://switchboard.dev/problems/<name>`; clients switch on it. */
export const problemTypes = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A key or token is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This path does not take that method' },
  conflict: { status: 409, title: 'It is not in a state for that' },
  ended: { status: 410, title: 'The conversation has ended' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'idempotency-mismatch': { status: 422, title: 'The Idempotency-Key was used with another request' },
  'not-accepted': { status: 422, title: 'The cluster did not accept this' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'queue-full': { status: 429, title: 'As many sessions as allowed are waiting' },
  'quota-exceeded': { status: 429, title: 'The tenant’s quota is used up' },
  internal: { status: 500, title: 'Something went wrong here' },
  'session-failed': { status: 502, title: 'The conversation could not be started' },
  unavailable: { status: 503, title: 'Not available now' },
  'no-capacity': { status: 503, title: 'There is no room for another conversation now' },
} as const;
export type ProblemType = keyof typeof problemTypes;

export const problem = z
  .object({
    type: z.string().describe('https://switchboard.dev/problems/<name>; stable, to be switched on.'),
    title: z.string().describe('The type in words.'),
    status: z.int().min(400).max(599).describe('HTTP status.'),
    detail: z.string().optional().describe('What happened this time, and what to do.'),
    instance: z.string().optional().describe('Id of the request, as in the X-Request-Id header.'),
    errors: z
      .array(
        z.object({
          field: z.string().describe('Path of the field.'),
          message: z.string().describe('What is wrong with it.'),
        }),
      )
      .optional()
      .describe('With invalid-request: each field that is wrong.'),
    reason: z.string().optional().describe('One-word reason of the session, where there is one.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

export const problemTypeUrl = (type: ProblemType): string => `https://switchboard.dev/problems/${type}`;
