import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, cough, hangUp, isToldAStory, Stage, spoken } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

// Each has its own pod, room and caller: only their hours on the machine are shared.
describe.concurrent('one caller', () => {
  // The longest first: two of these run at once.
  test('coughs: the agent pauses at most, and goes on with its sentence', async () => {
    const { pod, caller } = await call(stage, 'alice');
    await isToldAStory(caller, 'tell me a story');
    await caller.speak(cough());
    await caller.until(
      'the whole story',
      () => caller.said('agent').some((text) => text.endsWith('story.')) || undefined,
      60_000,
    );
    const told = await pod.reported('turn', (one) => one.trigger === 'speech');
    expect(told.interrupted).toBe(false);
    await hangUp(pod, caller);
  });

  test('is greeted, answered, remembered and taken leave of', async () => {
    const { pod, caller } = await call(stage, 'alice');
    expect(caller.said('agent')).toEqual(['Hello, how can I help you?']);
    await ask(caller, 'my number is golden tango');
    expect(await ask(caller, 'what is my number')).toEqual(['Your number is golden tango.']);
    expect(caller.said('caller')).toEqual(['my number is golden tango', 'what is my number']);

    expect(await pod.ask('drain', { reason: 'Drained', withinSeconds: 10 })).toMatchObject({ ok: true });
    const ended = await pod.ended();
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.until('the goodbye in words', () => caller.said('agent').at(-1) === 'Goodbye.' || undefined, 10_000);
    expect(ended).toMatchObject({ reason: 'Drained', usage: { turns: 2, interruptions: 0 } });
    const turn = pod.of('turn').findLast((one) => one.trigger === 'speech');
    expect(turn?.endpoints.map((one) => one.stage).toSorted()).toEqual(['speak', 'think', 'transcribe']);
    await caller.leave();
  });

  test('is answered when they type, and hears what is said and injected from outside', async () => {
    const { pod, caller } = await call(stage, 'alice');
    await caller.type('echo silver');
    await caller.until(
      'the typed answer',
      () => caller.said('agent').includes('You said silver.') || undefined,
      20_000,
    );
    await pod.ask('say', { text: 'The shop closes in one hour.' });
    await caller.until(
      'what was said',
      () => caller.said('agent').includes('The shop closes in one hour.') || undefined,
      20_000,
    );
    await pod.ask('inject', { role: 'user', text: 'my number is blue whiskey', respond: false });
    expect(await ask(caller, 'what is my number')).toEqual(['Your number is blue whiskey.']);
    await hangUp(pod, caller);
  });

  test('interrupts: the agent stops, and only what was heard is remembered', async () => {
    const { pod, caller } = await call(stage, 'alice');
    await isToldAStory(caller, 'tell me a long story');
    const interrupted = await caller.speak(await spoken('please stop talking'));
    await caller.until('the answer', () => caller.said('agent').includes('I will be quiet.') || undefined, 20_000);
    const story = caller.captions.find((one) => one.text.startsWith('Once upon'));
    expect(story?.final).toBe(true);
    expect(story?.text).not.toContain('the end of the story');
    // How soon it stops is measured in the benches: here it must have stopped before it spoke again.
    expect(caller.hearing.stretches.at(-1)?.startedAt).toBeGreaterThan(interrupted.startedAt);
    const turn = await pod.reported('turn', (one) => one.interrupted);
    expect(turn.trigger).toBe('speech');
    await hangUp(pod, caller);
  });

  test('interrupts, and the servers that were still speaking and thinking are free again', async () => {
    // In real time, as a model would: at the interruption most of the story is still to come.
    const endpoints = [{ url: stage.speechWith('pace:rate=1.2/key:interrupted'), resolve: false }];
    const { speech } = stage.behaviour();
    const speak = speech.speak.map((pool) => ({ ...pool, endpoints }));
    const { pod, caller } = await call(stage, 'alice', { speech: { ...speech, speak } });
    await isToldAStory(caller, 'tell me a long story');
    await caller.speak(await spoken('please stop talking'));
    await caller.until('the answer', () => caller.said('agent').includes('I will be quiet.') || undefined, 20_000);
    const stats = await fetch(stage.speechUrl.replace('/v1', '/control/stats'));
    const { keys } = (await stats.json()) as {
      keys: Record<string, { speech: { aborted: number; in_flight: number } }>;
    };
    expect(keys['interrupted']?.speech.aborted).toBeGreaterThan(0);
    expect(keys['interrupted']?.speech.in_flight).toBe(0);
    await hangUp(pod, caller);
  });

  test('is silent: asked whether they are there, and then taken leave of', async () => {
    const turnTaking = { ...stage.behaviour().turnTaking, silencePromptSeconds: 2 };
    const { pod, caller } = await call(stage, 'alice', { turnTaking }, { limits: { idleSeconds: 9 } });
    await caller.until(
      'the question',
      () => caller.said('agent').includes('Are you still there?') || undefined,
      20_000,
    );
    const ended = await pod.ended();
    expect(ended.reason).toBe('IdleTimeout');
    await caller.until('the goodbye', () => caller.said('agent').at(-1) === 'Goodbye.' || undefined, 10_000);
    await caller.leave();
  });
});

describe.concurrent('a pod', () => {
  test('a pod takes one conversation and no second', async () => {
    const { pod, assign, caller } = await call(stage, 'alice');
    expect(await pod.ask('assign', assign)).toMatchObject({ ok: true });
    const other = { ...assign, session: { ...assign.session, uid: crypto.randomUUID() } };
    expect(await pod.ask('assign', other)).toMatchObject({ ok: false, reason: 'AlreadyAssigned' });
    expect(await pod.ask('whoami', {})).toMatchObject({ state: 'Talking', session: assign.session });
    await hangUp(pod, caller);
  });

  test('a prejoined pod waits in its room without a track, and speaks once assigned', async () => {
    const pod = await stage.pod();
    await pod.hello();
    const room = await stage.room();
    expect(await pod.ask('prepare', { room })).toEqual({ ok: true });
    const [agent] = await stage.rooms.listParticipants(room.name);
    expect(agent?.tracks).toEqual([]);
    await pod.assign({ identity: 'alice', room });
    const caller = await stage.caller(room.name, 'alice');
    await caller.hears(0, 20_000);
    await hangUp(pod, caller);
  });
});
