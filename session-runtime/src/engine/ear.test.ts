import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import type { SpeechEvent } from '../vad/index.ts';
import { Ear } from './ear.ts';

const options = { activation: 0.5, minSpeechMs: 50, minSilenceMs: 250 };
const WORD = 8000;

/** An ear whose model is told what to say; windows of one level come on time unless said otherwise. */
function earOf() {
  const clock = new FakeClock();
  const events: SpeechEvent[] = [];
  let probability = 0;
  const vad = { probability: () => probability, reset: () => {} };
  const ear = new Ear(vad, options, { clock, on: (event) => void (event.type !== 'going' && events.push(event)) });
  const hear = async (sure: number, level: number, windows = 1, everyMs = 32) => {
    for (let i = 0; i < windows; i++) {
      await clock.advance(everyMs);
      probability = sure;
      ear.hear(new Int16Array(512).fill(level));
    }
  };
  return { clock, ear, events, hear };
}

test('silence is counted from the last sound, not from where the model notices it', async () => {
  const { events, hear } = earOf();
  await hear(0.9, WORD, 5);
  await hear(0.9, 1, 3);
  await hear(0.01, 0, 8);
  expect(events.map((event) => event.type)).toEqual(['suspicion', 'start', 'end']);
  expect(events.at(-1)).toMatchObject({ endedAt: 160 });
});

test('where there is background noise the model decides', async () => {
  const { events, hear } = earOf();
  await hear(0.9, WORD, 5);
  await hear(0.9, 300, 3);
  await hear(0.01, 300, 12);
  expect(events.at(-1)).toMatchObject({ type: 'end', endedAt: 256 });
});

test('a click is suspected for one window', async () => {
  const { events, hear } = earOf();
  await hear(0.9, WORD);
  await hear(0.1, 0, 3);
  expect(events.map((event) => event.type)).toEqual(['suspicion', 'doubt']);
});

test('a suspicion that nothing follows is given up: the sound has stopped coming', async () => {
  const { clock, events, hear } = earOf();
  await hear(0.9, WORD);
  await clock.advance(400);
  expect(events.map((event) => event.type)).toEqual(['suspicion', 'doubt']);
});

test('no sound is of the future, though windows came late and catch up', async () => {
  const { clock, events, hear } = earOf();
  await hear(0.9, WORD, 2, 100);
  await hear(0.9, WORD, 6, 10);
  await hear(0.01, 0, 9);
  const end = events.find((event) => event.type === 'end');
  expect(end).toBeDefined();
  expect(end?.type === 'end' && end.endedAt).toBeLessThanOrEqual(260);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(510);
});
