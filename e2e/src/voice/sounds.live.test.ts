import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, cough, hangUp, joined, noisy, overlapped, RATE, Stage, silence, spoken, telephoned } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

const words = await spoken('my number is orange victor');
const babble = await spoken('the other person talks about something else all the time', { voice: 'en-gb', pitch: 80 });

const twoVoices = overlapped(words, babble, 0.04);

/** What a caller may sound like: each is taken for one utterance, written down and answered. */
const sounds: Record<string, Int16Array> = {
  'in a noisy room': noisy(joined(silence(700), words, silence(700))),
  'while somebody else talks in the background': twoVoices,
  'over a telephone line of 8 kHz': telephoned(words),
  'after four seconds of silence': joined(silence(4000), words),
};

describe.concurrent('a caller is understood', () => {
  test.each(Object.entries(sounds))('%s', async (_, sound) => {
    const { pod, caller } = await call(stage, 'alice');
    const before = caller.said('agent').length;
    const { endedAt } = await caller.speak(sound);
    await caller.hears(endedAt, 20_000);
    await caller.until('an answer in words', () => caller.said('agent').length > before || undefined, 15_000);
    const understood = caller.said('caller').join(' ');
    // What the recogniser makes of two voices at once is its own affair.
    if (sound === twoVoices) expect(understood).not.toBe('');
    else expect(understood).toContain('number');
    const bySpeech = (turn: { trigger: string }) => turn.trigger === 'speech';
    await pod.reported('turn', bySpeech);
    expect(pod.of('turn').filter(bySpeech)).toHaveLength(1);
    await hangUp(pod, caller);
  });

  test('who says one word only', async () => {
    const { pod, caller } = await call(stage, 'alice');
    const before = caller.said('agent').length;
    const { endedAt } = await caller.speak(await spoken('hello'));
    await caller.hears(endedAt, 20_000);
    await caller.until('an answer in words', () => caller.said('agent').length > before || undefined, 15_000);
    expect(caller.said('caller')).toHaveLength(1);
    await hangUp(pod, caller);
  });
});

describe.concurrent('a caller who', () => {
  test('coughs into silence has said nothing', async () => {
    const { pod, caller } = await call(stage, 'alice');
    const before = caller.said('agent').length;
    await caller.speak(joined(cough(), silence(4000)));
    expect(caller.said('caller')).toEqual([]);
    expect(caller.said('agent')).toHaveLength(before);
    await hangUp(pod, caller);
  });

  test('talks over the greeting is heard to the end', async () => {
    const pod = await stage.pod();
    await pod.hello();
    const assign = await pod.assign({ identity: 'alice' });
    const caller = await stage.caller(assign.room.name, 'alice');
    await caller.hears(0, 20_000);
    const { endedAt } = await caller.speak(await spoken('please stop talking'));
    await caller.until('the answer', () => caller.said('agent').includes('I will be quiet.') || undefined, 20_000);
    expect(caller.hearing.soundAfter(endedAt)).toBeDefined();
    await hangUp(pod, caller);
  });
});

const STALLED_MS = 8000;

test('fairness: the stalled model of one caller leaves the answers of the others as they were', async () => {
  // A filler would be heard in time, whatever the answer waits for.
  const calls = await Promise.all(['alice', 'bob'].map((identity) => call(stage, identity, { filler: '' })));
  const endpoints = [{ url: stage.speechWith('fault:stall') }];
  const stalling = { ...stage.behaviour().speech.think[0], endpoints, timeoutMilliseconds: STALLED_MS };
  const speech = { ...stage.behaviour().speech, think: [stalling] };
  const answerOnce = async ({ caller }: (typeof calls)[number]) => {
    const { endedAt } = await caller.speak(await spoken('my number is golden tango'));
    const at = await caller.hears(endedAt, 20_000);
    await caller.quiet(800, 10_000);
    return at - endedAt;
  };
  const rounds = async () => {
    const all: number[] = [];
    for (let round = 0; round < 2; round++) all.push(...(await Promise.all(calls.map(answerOnce))));
    return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  };
  const alone = await rounds();
  const stalled = await call(stage, 'mallory', { speech } as Parameters<typeof call>[2]);
  const speaking = stalled.caller.speak(await spoken('tell me a story'));
  const beside = await rounds();
  await speaking;
  // A wait for the stalled model would take its whole time; what a third conversation costs the machine is less.
  expect(beside).toBeLessThan(alone + STALLED_MS / 2);
  await Promise.all(calls.map(({ pod, caller }) => hangUp(pod, caller)));
  await stalled.caller.leave();
  await stalled.pod.ask('end', { reason: 'Stopped' });
});

test('sounds are made as they are named: a telephone line has no tones above 4 kHz', () => {
  const tone = Int16Array.from({ length: RATE }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / RATE));
  const through = telephoned(tone);
  expect(through).toHaveLength(tone.length);
  expect(Math.max(...through)).toBeGreaterThan(7000);
});
