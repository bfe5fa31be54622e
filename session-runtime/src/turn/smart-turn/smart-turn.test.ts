import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LISTEN_RATE, type Pcm } from '../../audio/index.ts';
import { meanModel } from '../../testing/index.ts';
import type { EndOfTurn } from '../end-of-turn.ts';
import { Fourier } from './fourier.ts';
import { SmartTurn, SmartTurnError } from './index.ts';
import { BANDS, FRAMES, MelSpectrum } from './mel.ts';

const tone = (hertz: number, seconds: number, peak = 8000): Pcm =>
  Int16Array.from(
    { length: seconds * LISTEN_RATE },
    (_, i) => peak * Math.sin((2 * Math.PI * hertz * i) / LISTEN_RATE),
  );

test('the transform is the sum that defines it', () => {
  const size = 400;
  const fourier = new Fourier(size);
  const signal = (i: number) => Math.sin(i * 0.7) + ((i * 7919) % 13) / 13;
  const other = (i: number) => Math.cos(i * 0.3) - ((i * 104_729) % 7) / 7;
  for (let i = 0; i < size; i++) [fourier.re[i], fourier.im[i]] = [signal(i), other(i)];
  const [first, second] = [new Float64Array(201), new Float64Array(201)];
  fourier.powers(first, second);
  const power = (of: (i: number) => number, k: number) => {
    let [re, im] = [0, 0];
    for (let i = 0; i < size; i++) {
      re += of(i) * Math.cos((2 * Math.PI * k * i) / size);
      im -= of(i) * Math.sin((2 * Math.PI * k * i) / size);
    }
    return re * re + im * im;
  };
  for (const k of [0, 1, 7, 50, 123, 199, 200]) {
    expect(first[k]).toBeCloseTo(power(signal, k), 6);
    expect(second[k]).toBeCloseTo(power(other, k), 6);
  }
});

test('a tone lights up the band it is in, and the silence before it stays dark', () => {
  const features = new MelSpectrum().of(tone(1000, 2));
  const at = (band: number, frame: number) => features[band * FRAMES + frame] as number;
  const loudest = (frame: number) =>
    Array.from({ length: BANDS }, (_, band) => band).reduce((best, band) =>
      at(band, frame) > at(best, frame) ? band : best,
    );
  // 1 kHz is 15 mel of 45.2 in all: a third of the way up.
  expect(loudest(700)).toBeGreaterThan(24);
  expect(loudest(700)).toBeLessThan(28);
  expect(at(loudest(700), 700) - at(loudest(700), 300)).toBeGreaterThan(1.5);
  const highest = Math.max(...features);
  expect(Math.min(...features)).toBeCloseTo(highest - 2, 5);
});

test('loudness does not matter, and no more than the last 8 s do', () => {
  const mel = new MelSpectrum();
  const quiet = mel.of(tone(500, 8, 800));
  const loud = mel.of(tone(500, 8, 16_000));
  const band = 13;
  for (let frame = 2; frame < FRAMES - 2; frame += 97)
    expect(quiet[band * FRAMES + frame]).toBeCloseTo(loud[band * FRAMES + frame] as number, 1);
  const long = Int16Array.from([...tone(3000, 4), ...tone(500, 8, 16_000)]);
  expect(mel.of(long)).toEqual(loud);
});

async function judge(model: Uint8Array, words: EndOfTurn): Promise<SmartTurn> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-turn-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'model.onnx');
  writeFileSync(path, model);
  return SmartTurn.load(path, words);
}

const said = (sound: Pcm) => ({ text: 'well', language: 'en', sound });
const never: EndOfTurn = { finished: () => Promise.reject(new Error('the words were asked')) };

test('a model is run on the features, and its probability decides', async () => {
  const sure = await judge(meanModel({ slope: 0, bias: 3 }), never);
  expect(await sure.finished(said(tone(500, 1)))).toBe(true);
  const unsure = await judge(meanModel({ slope: 0, bias: -3 }), never);
  expect(await unsure.finished(said(tone(500, 1)))).toBe(false);
  const noise = Int16Array.from({ length: 8 * LISTEN_RATE }, (_, i) => ((i * 7919) % 2003) * 8 - 8000);
  const mean = (sound: Pcm) => {
    const features = new MelSpectrum().of(sound);
    return features.reduce((sum, value) => sum + value, 0) / features.length;
  };
  const between = (mean(noise) + mean(tone(500, 1))) / 2;
  const hearing = await judge(meanModel({ slope: 50, bias: -50 * between }), never);
  expect(await hearing.finished(said(noise))).toBe(mean(noise) > between);
  expect(await hearing.finished(said(tone(500, 1)))).toBe(mean(noise) <= between);
});

test('a model that gives no number leaves it to the words', async () => {
  const broken = await judge(meanModel({ slope: Number.NaN, bias: 0 }), { finished: () => true });
  expect(await broken.finished(said(tone(500, 1)))).toBe(true);
});

test('what is no model is refused, with what to do', async () => {
  const loading = judge(Buffer.from('not a model'), never);
  await expect(loading).rejects.toThrow(SmartTurnError);
  await expect(loading).rejects.toThrow('onnxruntime-node');
});
