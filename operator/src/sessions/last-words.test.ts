import type { bus } from '@switchboard/api';
import { FakeClock } from '@switchboard/service';
import { expect, it } from 'vitest';
import { Inbox } from '../bus/inbox.ts';
import { aSession, POD_UID, UID } from '../testing/objects.ts';
import { hearLastWords, type LastWordsDeps } from './last-words.ts';
import { Memories } from './memory.ts';

const goodbye: bus.StatusReport = {
  sequence: 4,
  at: '2026-01-01T00:10:00Z',
  session: { uid: UID, name: 'call', namespace: 'tenant' },
  event: 'Ended',
  reason: 'CallerLeft',
};

/** `answers`: what the stream does at each reading; the bus is away at an `away`. */
function stage(...answers: (bus.StatusReport[] | 'away' | 'broken')[]) {
  const clock = new FakeClock();
  const inbox = new Inbox();
  const memory = new Memories(clock).remember(aSession(), false);
  const warnings: string[] = [];
  let readings = 0;
  const link = {
    get up() {
      return answers[0] !== 'away';
    },
    async reportsOf() {
      readings++;
      const answer = answers[0];
      if (answer === 'broken') throw new Error('no answer');
      return answer as bus.StatusReport[];
    },
  };
  const log = { warn: ({ error }: { error: Error }) => warnings.push(error.message) };
  const deps = { clock, inbox, link, log } as unknown as LastWordsDeps;
  const pass = async () => {
    const heard = await hearLastWords(POD_UID, memory, deps);
    if (answers.length > 1) answers.shift();
    await clock.advance(500);
    return heard;
  };
  return { clock, inbox, memory, warnings, pass, readings: () => readings };
}

it('reads what the stream holds once, and folds it as if it had just come', async () => {
  const { inbox, pass, readings, warnings } = stage([goodbye]);
  expect([await pass(), await pass()]).toEqual([true, true]);
  expect(inbox.unfolded(POD_UID, 3)).toEqual([goodbye]);
  expect([readings(), warnings]).toEqual([1, []]);
});

it.each<[string, 'away' | 'broken', string]>([
  ['while the bus is away', 'away', 'the bus is away'],
  ['while the stream does not answer', 'broken', 'no answer'],
])('%s it is tried at every pass and logged once', async (_sentence, trouble, why) => {
  const { memory, pass, warnings } = stage(trouble, trouble, trouble, [goodbye]);
  const heard = [await pass(), await pass(), await pass(), await pass()];
  expect(heard).toEqual([false, false, false, true]);
  expect(warnings).toEqual([why]);
  expect(memory.moments.over).toBe(0);
});
