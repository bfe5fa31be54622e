import type { bus } from '@switchboard/api';
import { FakeClock } from '@switchboard/service';
import { afterEach, expect, it, vi } from 'vitest';
import { Inbox } from '../bus/inbox.ts';
import type { VoiceSession } from '../cluster/resources.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aSession, POD_UID, UID } from '../testing/objects.ts';
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

let ground: FakeGround | undefined;
afterEach(() => ground?.close());

it('a pod that takes the place of another has last words of its own', async () => {
  const on = new FakeGround();
  ground = on;
  on.streamIsAway = true;
  on.deaf = 1;
  on.api.create('voiceagents', anAgent());
  const { staff } = await on.lead();
  const { metadata, ...rest } = aSession();
  on.api.create('voicesessions', {
    ...rest,
    metadata: { ...metadata, creationTimestamp: new Date().toISOString() },
  });
  const session = () => on.api.all<VoiceSession>('voicesessions')[0];
  const memory = () => staff.deps.memories.of(UID);
  const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 4000, interval: 2 });
  await until(() => session()?.status?.pod !== undefined);
  const { name = '', uid: first } = session()?.status?.pod ?? {};
  const terminated = { exitCode: 0, reason: 'Completed' };
  on.api.patch(
    'pods',
    { namespace: 'tenant', name },
    { status: { phase: 'Succeeded', containerStatuses: [{ name: 'session', state: { terminated } }] } },
  );
  await until(() => memory()?.lastWords?.heard === false);
  on.api.delete('pods', { namespace: 'tenant', name });
  await until(() => session()?.status?.phase === 'Ready');
  expect(session()?.status?.pod?.uid).not.toBe(first);
  expect(memory()?.lastWords).toBeUndefined();
  expect(memory()?.moments.over).toBeUndefined();
});
