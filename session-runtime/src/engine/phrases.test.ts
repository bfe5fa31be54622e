import { FakeClock } from '@switchboard/service';
import { beforeEach, expect, test } from 'vitest';
import type { Speaker } from '../speech/index.ts';
import { Phrases } from './phrases.ts';

const asked: string[] = [];
let failing: string[] = [];
/** Says a text as one sample for each of its characters. */
const speaker: Pick<Speaker, 'speak'> = {
  async *speak(text: string) {
    asked.push(text);
    if (failing.includes(text)) throw new Error('no voice can be had');
    yield new Int16Array(text.length);
  },
};

beforeEach(() => {
  asked.length = 0;
  failing = [];
});

function phrases() {
  const clock = new FakeClock();
  const over = new AbortController();
  return { clock, over, phrases: new Phrases(speaker as Speaker, clock, over.signal) };
}

test('are spoken once each, and those that are empty not at all', async () => {
  const { phrases: set } = phrases();
  await set.prepare(['one moment', '', 'sorry', 'sorry']);
  expect(asked).toEqual(['one moment', 'sorry']);
  expect(set.get('sorry')).toHaveLength(5);
});

test('one that fails keeps no other from being spoken, and is tried again until it is there', async () => {
  const { phrases: set, clock } = phrases();
  failing = ['one moment'];
  const prepared = set.prepare(['one moment', 'sorry']);
  await clock.advance(2000);
  expect(set.get('sorry')).toHaveLength(5);
  expect(asked).toEqual(['one moment', 'sorry']);
  failing = [];
  await clock.advance(4000);
  await prepared;
  expect(asked).toEqual(['one moment', 'sorry', 'one moment']);
  expect(set.get('one moment')).toHaveLength(10);
});

test('are not tried again when the conversation is over, nor when memory had to be given up', async () => {
  const { phrases: set, clock, over } = phrases();
  failing = ['one moment', 'sorry'];
  const prepared = set.prepare(['one moment', 'sorry']);
  await clock.advance(1000);
  set.shed(['sorry']);
  await clock.advance(5000);
  expect(asked).toEqual(['one moment', 'sorry', 'sorry']);
  over.abort();
  await clock.advance(10_000);
  await prepared;
  expect(asked).toHaveLength(3);
});
