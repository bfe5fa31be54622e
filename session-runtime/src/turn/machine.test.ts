import { describe, expect, test } from 'vitest';
import { initialTurn, type TurnEffect, type TurnEvent, type TurnRules, type TurnState, turn } from './index.ts';

const rules: TurnRules = {
  minEndpointingMilliseconds: 500,
  maxEndpointingMilliseconds: 3000,
  interruptible: true,
  minInterruptionMilliseconds: 500,
  minInterruptionWords: 0,
  resumeAfterMilliseconds: 2000,
  preemptiveThinking: true,
  silencePromptSeconds: 20,
  transcriptMilliseconds: 5000,
  prompts: 2,
  idleMilliseconds: 60_000,
};

/** Runs events through the machine; what comes out is told as `time effect`. */
function play(events: readonly TurnEvent[], change: Partial<TurnRules> = {}, from?: Partial<TurnState>) {
  const all = { ...rules, ...change };
  let state: TurnState = { ...initialTurn(0, all), ...from };
  const told: string[] = [];
  for (const event of events) {
    const step = turn(state, event, all);
    state = step.state;
    told.push(...step.effects.map((effect) => `${event.at} ${tell(effect)}`));
  }
  return { state, told };
}

function tell(effect: TurnEffect): string {
  if (effect.type === 'draft' || effect.type === 'answer') return `${effect.type} "${effect.text}"`;
  return effect.type;
}

const started = (at: number): TurnEvent => ({ type: 'speech-started', at, startedAt: at - 60 });
const going = (at: number, startedAt: number, words?: number): TurnEvent => ({
  type: 'speech-going',
  at,
  startedAt,
  ...(words !== undefined && { words }),
});
const suspected = (at: number): TurnEvent => ({ type: 'speech-suspected', at });
const doubted = (at: number): TurnEvent => ({ type: 'speech-doubted', at });
const ended = (at: number): TurnEvent => ({ type: 'speech-ended', at, endedAt: at - 250 });
const heard = (at: number, revision: number, text: string, finished = true): TurnEvent => ({
  type: 'transcribed',
  at,
  revision,
  text,
  finished,
});
const time = (at: number): TurnEvent => ({ type: 'time', at });
const audible = (at: number): TurnEvent => ({ type: 'answer-audible', at });
const over = (at: number): TurnEvent => ({ type: 'answer-ended', at });

describe('a finished sentence', () => {
  test('is thought about at once and answered after the shorter silence', () => {
    const { told, state } = play([started(60), ended(1250), heard(1300, 1, 'hello'), time(1500)]);
    expect(told).toEqual(['1250 transcribe', '1300 draft "hello"', '1500 answer "hello"']);
    expect(state.agent).toBe('thinking');
  });

  test('is answered as soon as its transcript comes, when that is late', () => {
    const { told } = play([started(60), ended(1250), heard(2000, 1, 'hello')]);
    expect(told).toEqual(['1250 transcribe', '2000 answer "hello"']);
  });

  test('is not thought about ahead when the agent forbids it', () => {
    const { told } = play([started(60), ended(1250), heard(1300, 1, 'hello'), time(1500)], {
      preemptiveThinking: false,
    });
    expect(told).toEqual(['1250 transcribe', '1500 answer "hello"']);
  });
});

describe('an unfinished sentence', () => {
  test('is waited for longer', () => {
    const { told } = play([started(60), ended(1250), heard(1300, 1, 'my number is', false), time(1500), time(4000)]);
    expect(told).toEqual(['1250 transcribe', '1300 draft "my number is"', '4000 answer "my number is"']);
  });

  test('goes on after a breath: the earlier transcript is dropped', () => {
    const { told } = play([
      started(60),
      ended(1250),
      started(1400),
      heard(1450, 1, 'my number'),
      ended(2500),
      heard(2550, 2, 'my number is blue'),
      time(2750),
    ]);
    expect(told).toEqual([
      '1250 transcribe',
      '2500 transcribe',
      '2550 draft "my number is blue"',
      '2750 answer "my number is blue"',
    ]);
  });

  test('goes on while we think: the question is opened again', () => {
    const { told } = play([
      started(60),
      ended(1250),
      heard(1300, 1, 'my number is'),
      time(1500),
      started(1560),
      going(2100, 1500),
    ]);
    expect(told.slice(2)).toEqual(['1500 answer "my number is"', '1560 hold', '2100 reopen']);
  });
});

describe('while the agent speaks', () => {
  const speaking: Partial<TurnState> = { agent: 'speaking' };

  test('speech holds it at once and cuts it after the interruption minimum', () => {
    const { told, state } = play([started(60), going(300, 0), going(500, 0)], {}, speaking);
    expect(told).toEqual(['60 hold', '500 cut']);
    expect(state.agent).toBe('idle');
  });

  test('a cough holds it and it goes on when nothing was said', () => {
    const { told, state } = play([started(60), ended(450), heard(500, 1, '')], {}, speaking);
    expect(told).toEqual(['60 hold', '450 transcribe', '500 forget', '500 resume']);
    expect(state.agent).toBe('speaking');
  });

  test('a short word is an interruption once it has been understood', () => {
    const { told } = play([started(60), ended(450), heard(500, 1, 'stop'), time(700)], {}, speaking);
    expect(told).toEqual(['60 hold', '450 transcribe', '500 cut', '500 draft "stop"', '700 answer "stop"']);
  });

  test('it goes on by itself when no transcript comes', () => {
    const { told } = play([started(60), ended(450), time(2450)], {}, speaking);
    expect(told).toEqual(['60 hold', '450 transcribe', '2450 resume']);
  });

  test('it goes on when the transcript fails', () => {
    const { told } = play(
      [started(60), ended(450), { type: 'transcription-failed', at: 600, revision: 1 }],
      {},
      speaking,
    );
    expect(told).toEqual(['60 hold', '450 transcribe', '600 forget', '600 resume']);
  });

  test('fewer words than the minimum do not interrupt, however long they take', () => {
    const { told } = play(
      [started(60), going(900, 0, 1), ended(1250), heard(1300, 1, 'uh huh')],
      { minInterruptionWords: 3 },
      speaking,
    );
    expect(told).toEqual(['60 hold', '1250 transcribe', '1300 forget', '1300 resume']);
  });

  test('nothing holds an agent that may not be interrupted', () => {
    const { told, state } = play(
      [started(60), going(900, 0), ended(1250), heard(1300, 1, 'stop')],
      { interruptible: false },
      speaking,
    );
    expect(told).toEqual(['1250 transcribe', '1300 forget']);
    expect(state.agent).toBe('speaking');
  });

  test('a typed message cuts it and is answered', () => {
    const { told } = play([{ type: 'typed', at: 100, text: 'hi' }], {}, speaking);
    expect(told).toEqual(['100 cut', '100 forget', '100 answer "hi"']);
  });

  test('an interrupt from outside cuts it', () => {
    const { told, state } = play([{ type: 'interrupt', at: 100 }], {}, speaking);
    expect(told).toEqual(['100 cut']);
    expect(state.agent).toBe('idle');
  });
});

describe('silence', () => {
  const afterAnswer = [started(60), ended(1250), heard(1300, 1, 'hello'), time(1500), audible(1600), over(3000)];

  test('is asked about twice, and then ends the call', () => {
    const { told } = play([
      ...afterAnswer,
      time(23_000),
      audible(23_100),
      over(24_000),
      time(44_000),
      audible(44_100),
      over(45_000),
      time(65_000),
    ]);
    expect(told.slice(3)).toEqual(['23000 prompt', '44000 prompt', '65000 idle']);
  });

  test('is not asked about when the agent never asks', () => {
    const { told } = play([...afterAnswer, time(23_000), time(63_000)], { silencePromptSeconds: 0 });
    expect(told.slice(3)).toEqual(['63000 idle']);
  });

  test('is not ended by a noise', () => {
    const { told } = play([...afterAnswer, started(30_000), ended(30_500), heard(30_600, 2, ''), time(63_100)], {
      silencePromptSeconds: 0,
    });
    expect(told.at(-1)).toBe('63100 idle');
  });

  test('is ended by words', () => {
    const { state } = play([...afterAnswer, started(30_000), ended(30_500), heard(30_600, 2, 'yes'), time(30_750)]);
    expect(state.timers.idle).toBeUndefined();
    expect(state.promptsLeft).toBe(2);
  });
});

test('a transcript that fails while nobody speaks gets an apology', () => {
  const { told } = play([started(60), ended(1250), { type: 'transcription-failed', at: 1400, revision: 1 }]);
  expect(told).toEqual(['1250 transcribe', '1400 forget', '1400 apologise']);
});

test('a transcript that never comes is bridged with words, and gets an apology in the end', () => {
  const { told } = play([started(60), ended(1250), time(3200), time(6250)]);
  expect(told).toEqual(['1250 transcribe', '3200 reassure', '6250 forget', '6250 apologise']);
});

test('a late transcript is bridged and then answered', () => {
  const { told } = play([started(60), ended(1250), time(3200), heard(4000, 1, 'hello'), time(7000)]);
  expect(told).toEqual(['1250 transcribe', '3200 reassure', '4000 answer "hello"']);
});

test('an answer that was never heard ends as one that was', () => {
  const { state } = play([started(60), ended(1250), heard(1300, 1, 'hello'), time(1500), over(1600)]);
  expect(state.agent).toBe('idle');
});

describe('a first sound that may be speech', () => {
  const speaking = { agent: 'speaking' } as const;

  test('holds what is being said, and lets it go on a moment later if it was none', () => {
    const { told, state } = play([suspected(32), doubted(64)], {}, speaking);
    expect(told).toEqual(['32 hold', '64 resume']);
    expect(state).toMatchObject({ agent: 'speaking', user: 'silent' });
  });

  test('is held on when it turns out to be speech', () => {
    const { told, state } = play([suspected(32), started(64)], {}, speaking);
    expect(told).toEqual(['32 hold', '64 hold']);
    expect(state).toMatchObject({ agent: 'held', user: 'speaking' });
  });

  test('changes nothing where nothing is being said, or it must not be interrupted', () => {
    expect(play([suspected(32), doubted(64)]).told).toEqual([]);
    expect(play([suspected(32)], { interruptible: false }, speaking).told).toEqual([]);
  });

  test('does not let go what is held because of speech', () => {
    const { told } = play([started(64), ended(400), suspected(500), doubted(532)], {}, speaking);
    expect(told).toEqual(['64 hold', '400 transcribe']);
  });
});
