import { ConnectionError, SwitchboardError } from '@switchboard/client';
import { expect, it } from 'vitest';
import { endWords, microphoneWords, problemWords, waitingWords } from './words.ts';

const problem = (type: string, detail: string) =>
  new SwitchboardError({ type: `https://switchboard.dev/problems/${type}`, title: 'No', status: 400, detail }, null);

it.each([
  [problem('unauthenticated', 'x'), /needs a key/],
  [problem('queue-full', 'x'), /waiting already/],
  [problem('no-capacity', 'x'), /line is busy/],
  [problem('internal', 'The gateway met an error.'), /The gateway met an error/],
  [new ConnectionError(new TypeError('away')), /could not be reached/],
])('%s is told in plain words', (error, words) => expect(problemWords(error)).toMatch(words));

it('the end is told with its reason, and ours are not blamed on the visitor', () => {
  expect(endWords('IdleTimeout')).toMatch(/Nobody spoke/);
  expect(endWords('OOMKilled')).toMatch(/on our side/);
  expect(endWords(undefined)).toMatch(/on our side/);
});

it.each(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'AbortError'])(
  '%s: one can type meanwhile',
  (name) => {
    expect(microphoneWords(new DOMException('no', name))).toMatch(/type meanwhile/);
  },
);

it('the place in the queue', () => {
  const at = (queuePosition?: number) => waitingWords({ phase: 'Pending', queuePosition } as never);
  expect([at(1), at(7), at()]).toEqual(['You are next.', 'You are number 7 in the queue.', 'Waiting for an agent.']);
});
