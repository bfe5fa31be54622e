import { z } from 'zod';
import type { Route } from '../../openapi/route.ts';
import type { ProblemType } from '../problem.ts';

/** What most operations share is said once; each says what is its own. */
export const operation = (own: Omit<Route, 'security' | 'problems'> & Partial<Route>): Route => ({
  security: ['key'],
  problems: [],
  ...own,
});

export const ok = (body: z.ZodType, description = 'Done.'): Route['responses'] => ({ 200: { description, body } });
export const acknowledged = z.object({ accepted: z.literal(true).describe('It was done.') }).meta({ id: 'Accepted' });

/** Problems of operations that change something. */
export const changing: readonly ProblemType[] = [
  'not-found',
  'ended',
  'conflict',
  'too-large',
  'unsupported-media-type',
  'not-accepted',
];
/** Problems of operations that start a conversation. */
export const creating: readonly ProblemType[] = [
  'not-found',
  'ended',
  'too-large',
  'unsupported-media-type',
  'not-accepted',
  'queue-full',
  'quota-exceeded',
  'session-failed',
  'no-capacity',
];
