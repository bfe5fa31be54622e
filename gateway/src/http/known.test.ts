import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { knownOnly } from './known.ts';
import { ProblemError } from './problem.ts';

const check = knownOnly([
  { method: 'get', path: '/v1/sessions/{id}' },
  { method: 'get', path: '/v1/sessions/special' },
  { method: 'post', path: '/v1/sessions' },
]);

function outcome(method: string, path: string): string {
  const response = { locals: {} as Record<string, unknown>, setHeader: () => undefined };
  try {
    check({ method, path } as Request, response as unknown as Response, () => undefined);
    return String(response.locals['route']);
  } catch (error) {
    return error instanceof ProblemError ? error.type : String(error);
  }
}

test.each([
  ['GET', '/v1/sessions/s-1', '/v1/sessions/{id}'],
  ['HEAD', '/v1/sessions/s-1', '/v1/sessions/{id}'],
  ['GET', '/v1/sessions/special', '/v1/sessions/special'],
  ['DELETE', '/v1/sessions/s-1', 'method-not-allowed'],
  ['HEAD', '/v1/sessions', 'method-not-allowed'],
  ['GET', '/v1/sessions/s-1/more', 'not-found'],
  ['GET', '/v1/sessions/', 'not-found'],
])('%s %s is %s', (method, path, expected) => expect(outcome(method, path)).toBe(expected));
