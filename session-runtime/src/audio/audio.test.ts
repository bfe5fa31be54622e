import { expect, test } from 'vitest';
import { concat, faded, levelDb, parseWav, Resampler, SampleJoiner, WavError, wavOf } from './index.ts';

const tone = (hz: number, rate: number, ms: number): Int16Array =>
  Int16Array.from({ length: (rate * ms) / 1000 }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)),
  );

test.each([
  [16_000, 24_000],
  [48_000, 24_000],
  [22_050, 24_000],
  [8000, 24_000],
])('a tone resampled from %d to %d Hz keeps its level and its pitch', (from, to) => {
  const resampler = new Resampler(from, to);
  const sound = tone(440, from, 1000);
  const parts: Int16Array[] = [];
  for (let at = 0; at < sound.length; at += 777) parts.push(resampler.push(sound.subarray(at, at + 777)));
  parts.push(resampler.flush());
  const out = concat(parts);
  expect(Math.abs(out.length - to)).toBeLessThan(to * 0.01);
  const middle = out.subarray(to * 0.1, to * 0.9);
  expect(levelDb(middle)).toBeCloseTo(levelDb(sound), 0);
  const crossings = middle.filter((sample, i) => i > 0 && sample >= 0 && (middle[i - 1] ?? 0) < 0).length;
  expect(Math.abs(crossings - 440 * 0.8)).toBeLessThan(4);
});

test('what is above the new rate’s range is filtered out, not folded back', () => {
  const resampler = new Resampler(48_000, 16_000);
  const out = concat([resampler.push(tone(11_000, 48_000, 500)), resampler.flush()]);
  expect(levelDb(out.subarray(1000, 7000))).toBeLessThan(levelDb(tone(11_000, 48_000, 500)) - 30);
});

test('a WAV that was written can be read', () => {
  const sound = tone(300, 16_000, 100);
  expect(parseWav(wavOf(sound, 16_000))).toEqual({ pcm: sound, rate: 16_000 });
});

test.each([
  ['nothing', new Uint8Array()],
  ['garbage', new Uint8Array(100).fill(7)],
])('%s is no WAV', (_, bytes) => {
  expect(() => parseWav(bytes)).toThrow(WavError);
});

test('samples whose bytes come apart are joined', () => {
  const sound = Int16Array.of(1, -2, 300, -400, 32_767, -32_768);
  const bytes = new Uint8Array(sound.buffer);
  for (const size of [1, 3, 5]) {
    const joiner = new SampleJoiner();
    const parts: Int16Array[] = [];
    for (let at = 0; at < bytes.length; at += size) parts.push(joiner.push(bytes.subarray(at, at + size)));
    expect(concat(parts)).toEqual(sound);
  }
});

test('a fade begins or ends at nothing', () => {
  const loud = new Int16Array(100).fill(1000);
  expect(faded(loud, 'in', 10)[0]).toBe(0);
  expect(faded(loud, 'out', 10)[99]).toBe(0);
  expect(faded(loud, 'out', 10)[50]).toBe(1000);
});
