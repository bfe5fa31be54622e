import { expect, test } from 'vitest';
import type { Pcm } from '../audio/index.ts';
import { Loudness } from './index.ts';

/** A window of 512 samples: sound of this level, then of another. */
function windowOf(level: number, samples = 512, rest = 0): Pcm {
  return new Int16Array(512).map((_, i) => (i < samples ? level : rest) * (i % 2 ? 1 : -1));
}

test('the end of a word is found within its window', () => {
  const loudness = new Loudness();
  expect(loudness.quietTailMs(windowOf(8000))).toBe(0);
  expect(loudness.quietTailMs(windowOf(8000, 256))).toBe(16);
  expect(loudness.quietTailMs(windowOf(0))).toBe(32);
});

test('what rings on 36 dB below the voice is silence; a soft ending is not', () => {
  const loudness = new Loudness();
  loudness.quietTailMs(windowOf(8000));
  expect(loudness.quietTailMs(windowOf(120))).toBe(32);
  expect(loudness.quietTailMs(windowOf(200))).toBe(0);
});

test('after a shout, sound above -46 dB is still taken for speech', () => {
  const loudness = new Loudness();
  loudness.quietTailMs(windowOf(32_000));
  expect(loudness.quietTailMs(windowOf(170))).toBe(0);
});

test('a soft voice has a softer silence: noise beside it is left to the model', () => {
  const loudness = new Loudness();
  loudness.quietTailMs(windowOf(600));
  expect(loudness.quietTailMs(windowOf(20))).toBe(0);
  expect(loudness.quietTailMs(windowOf(10))).toBe(32);
});

test('another voice is measured by itself', () => {
  const loudness = new Loudness();
  loudness.quietTailMs(windowOf(8000));
  loudness.reset();
  expect(loudness.quietTailMs(windowOf(100))).toBe(0);
});
