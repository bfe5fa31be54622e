import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isQuotaExceeded,
  isTooManyRequests,
  isTransient,
  retryAfterMs,
  TimeoutError,
} from './errors.ts';
import { refusal } from './refusal.ts';

const answer = (code: number, status: object, headers = {}) =>
  refusal('PATCH /api/v1/namespaces/a/pods/b', { code, headers, body: JSON.stringify(status) });

describe('predicates', () => {
  const all = {
    isAlreadyExists,
    isConflict,
    isForbidden,
    isGone,
    isInvalid,
    isNotFound,
    isQuotaExceeded,
    isTooManyRequests,
    isTransient,
  };
  const table: readonly [what: string, error: unknown, holds: readonly (keyof typeof all)[]][] = [
    ['a changed object', answer(409, { reason: 'Conflict' }), ['isConflict']],
    ['a taken name', answer(409, { reason: 'AlreadyExists' }), ['isAlreadyExists']],
    ['an absent object', answer(404, { reason: 'NotFound' }), ['isNotFound']],
    ['a compacted version', answer(410, { reason: 'Expired' }), ['isGone']],
    ['a missing right', answer(403, { reason: 'Forbidden', message: 'no' }), ['isForbidden']],
    [
      'a spent quota',
      answer(403, { reason: 'Forbidden', message: 'pods "b" is forbidden: exceeded quota: q' }),
      ['isForbidden', 'isQuotaExceeded'],
    ],
    ['a schema violation', answer(422, { reason: 'Invalid' }), ['isInvalid']],
    ['flow control', answer(429, { reason: 'TooManyRequests' }), ['isTooManyRequests', 'isTransient']],
    ['a failing server', answer(500, {}), ['isTransient']],
    ['no answer', new TimeoutError('GET /x', 5), ['isTransient']],
    ['a broken connection', new ConnectionError('GET /x', new Error('x')), ['isTransient']],
    ['any other error', new Error('x'), []],
  ];
  test.each(table)('%s', (_what, error, holds) => {
    const found = Object.entries(all).filter(([, predicate]) => predicate(error));
    expect(found.map(([name]) => name)).toEqual(holds);
  });
});

describe('ApiError', () => {
  test('shows neither body nor headers, however it is printed', () => {
    const error = answer(422, { reason: 'Invalid', message: 'Invalid value: "hunter2"' }, { 'x-secret': 'hunter2' });
    expect(error.message).toBe('PATCH /api/v1/namespaces/a/pods/b: 422 Invalid');
    expect([String(error), JSON.stringify(error), inspect(error, { depth: 9, showHidden: true })].join()).not.toContain(
      'hunter2',
    );
    expect(error.status().message).toContain('hunter2');
  });

  test.each([
    ['the header', {}, { 'retry-after': '3' }, 3000],
    ['the status', { details: { retryAfterSeconds: 2 } }, {}, 2000],
    ['nothing', {}, {}, undefined],
    ['a header that is no number', {}, { 'retry-after': 'soon' }, undefined],
  ])('takes the wait from %s', (_what, status, headers, ms) => {
    expect(retryAfterMs(answer(429, status, headers))).toBe(ms);
  });

  test('an answer that is no Status still makes an error', () => {
    const error = refusal('GET /x', { code: 502, headers: {}, body: '<html>' });
    expect([error.message, isTransient(error)]).toEqual(['GET /x: 502 ServerError', true]);
  });
});
