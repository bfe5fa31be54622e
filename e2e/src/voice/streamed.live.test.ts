import type { AgentBehaviour } from '@switchboard/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, hangUp, isToldAStory, Stage, spoken } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Pool = AgentBehaviour['speech']['transcribe'][number];

/** The stage's agent, with its speech written down by these pools. */
function heardBy(...pools: { url: string; dialect: Pool['dialect'] }[]): Partial<AgentBehaviour> {
  const { speech } = stage.behaviour();
  const like = speech.transcribe[0] as Pool;
  const transcribe = pools.map(({ url, dialect }) => ({ ...like, dialect, endpoints: [{ url, resolve: false }] }));
  return { speech: { ...speech, transcribe } };
}

// One after the other: the recogniser tells of unfinished words only when it has nothing else to do.
describe('speech written down while it is spoken', () => {
  test.each(['vllm-realtime', 'openai-realtime'] as const)(
    '%s: words are told before they are complete',
    async (dialect) => {
      const { pod, caller } = await call(stage, 'alice', heardBy({ url: stage.speechUrl, dialect }));
      const whole = 'my number is golden tango';
      await caller.speak(await spoken(whole, { wordsPerMinute: 90 }));
      await caller.until('the whole', () => caller.said('caller')[0], 20_000);
      expect(caller.said('caller')).toEqual([whole]);
      await pod.reported('interim', ({ speaker, text }) => speaker === 'caller' && text === whole);
      const interims = pod.of('interim').flatMap(({ speaker, text }) => (speaker === 'caller' ? [text] : []));
      expect(interims.at(-1)).toBe(whole);
      // Part of it was told before the rest was known: an upload gives only the whole.
      expect(interims.length).toBeGreaterThan(1);
      expect(interims.every((text) => whole.startsWith(text))).toBe(true);
      await caller.until('the answer', () => caller.said('agent')[1], 20_000);
      await caller.quiet(900, 15_000);
      expect(await ask(caller, 'what is my number')).toEqual(['Your number is golden tango.']);
      await hangUp(pod, caller);
    },
  );

  test('two words are an interruption as soon as they are understood', async () => {
    const turnTaking = { ...stage.behaviour().turnTaking, minInterruptionWords: 2, resumeAfterMilliseconds: 5000 };
    const change = { ...heardBy({ url: stage.speechUrl, dialect: 'vllm-realtime' }), turnTaking };
    const { pod, caller } = await call(stage, 'alice', change);
    await isToldAStory(caller, 'tell me a long story');
    await caller.speak(await spoken('please stop talking'));
    await caller.until('the answer', () => caller.said('agent').includes('I will be quiet.') || undefined, 20_000);
    expect((await pod.reported('turn', (one) => one.interrupted)).trigger).toBe('speech');
    await hangUp(pod, caller);
  });
});

describe.concurrent('a stream that fails', () => {
  test.each(['500', 'dead;after=1', 'stall;after=1', 'garbage;after=1'])('%s: the sound is uploaded', async (fault) => {
    const { pod, caller } = await call(
      stage,
      'alice',
      heardBy(
        { url: stage.speechWith(`fault:${fault}`), dialect: 'vllm-realtime' },
        { url: stage.speechUrl, dialect: 'openai-upload' },
      ),
    );
    expect(await ask(caller, 'my number is silver whiskey')).not.toEqual([]);
    expect(caller.said('caller')).toEqual(['my number is silver whiskey']);
    const turn = await pod.reported('turn', (one) => one.trigger === 'speech');
    expect(turn.endpoints.find((one) => one.stage === 'transcribe')?.url).toBe(stage.speechUrl);
    await hangUp(pod, caller);
  });
});
