import { ApiError, ConnectionError, TimeoutError } from '@switchboard/kube';
import { expect, test } from 'vitest';
import { asProblem } from './problem.ts';

test.each([
  ['no connection', new ConnectionError('POST x', new Error('refused')), 'unavailable'],
  ['no answer', new TimeoutError('POST x', 1), 'unavailable'],
  ['an API server with too much to do', new ApiError('POST x', 429, {}), 'unavailable'],
  ['an API server without its etcd', new ApiError('POST x', 500, {}), 'unavailable'],
  ['a request of ours that it does not understand', new ApiError('POST x', 400, {}), 'internal'],
  ['a mistake of ours', new TypeError('x is not a function'), 'internal'],
])('%s', (_what, error, type) => {
  const problem = asProblem(error);
  expect(problem.type).toBe(type);
  expect(problem.message).not.toContain(error.message);
});
