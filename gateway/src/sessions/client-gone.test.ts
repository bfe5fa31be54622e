import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { expect, test } from 'vitest';
import { clientGone } from './routes.ts';

function responseOf(state: { closed: boolean; writableFinished: boolean }): Response {
  return Object.assign(new EventEmitter(), state) as unknown as Response;
}

test.each([
  ['before anybody looked', true, false, false, true],
  ['while it waits', false, true, false, true],
  ['after it was answered', false, true, true, false],
  ['never', false, false, false, false],
])('a client that goes %s', (_when, closed, closes, writableFinished, gone) => {
  const response = responseOf({ closed, writableFinished });
  const signal = clientGone(response);
  if (closes) response.emit('close');
  expect(signal.aborted).toBe(gone);
});
