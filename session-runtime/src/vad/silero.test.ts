import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { LISTEN_RATE, WINDOW_SAMPLES } from '../audio/index.ts';
import { loadSilero } from './index.ts';

const path = fileURLToPath(new URL('../../assets/silero_vad.onnx', import.meta.url));
const CONTEXT = 64;

/** Vowel-like sound: harmonics of a gliding pitch in syllables, between stretches of noise and of nothing. */
function sound(): Int16Array {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return Int16Array.from({ length: 120 * WINDOW_SAMPLES }, (_, i) => {
    const t = i / LISTEN_RATE;
    const part = Math.floor(t) % 4;
    if (part === 0) return Math.round(random() * 60);
    if (part === 3) return random() * 4000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t));
    let value = 0;
    for (let h = 1; h < 12; h++) value += Math.sin(2 * Math.PI * h * (130 + 20 * Math.sin(3 * t)) * t) / h;
    return Math.round(5000 * value * syllable + random() * 200);
  });
}

test('gives what onnxruntime gives', async () => {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  const input = new Float32Array(CONTEXT + WINDOW_SAMPLES);
  const sr = new ort.Tensor('int64', BigInt64Array.of(16_000n), []);
  let state: ort.Tensor = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
  const ours = loadSilero(path);
  const pcm = sound();
  let highest = 0;
  for (let at = 0; at < pcm.length; at += WINDOW_SAMPLES) {
    const window = pcm.subarray(at, at + WINDOW_SAMPLES);
    input.copyWithin(0, WINDOW_SAMPLES);
    for (let i = 0; i < WINDOW_SAMPLES; i++) input[CONTEXT + i] = (window[i] ?? 0) / 32768;
    const answer = await session.run({ input: new ort.Tensor('float32', input, [1, input.length]), state, sr });
    state = answer['stateN'] as ort.Tensor;
    const expected = Number(answer['output']?.data[0]);
    highest = Math.max(highest, expected);
    expect(Math.abs((await ours.probability(window)) - expected)).toBeLessThan(1e-3);
  }
  expect(highest).toBeGreaterThan(0.5);
});

test('silence is silence, and speech after it is heard', () => {
  const vad = loadSilero(path);
  const nothing = new Int16Array(WINDOW_SAMPLES);
  for (let i = 0; i < 100; i++) expect(vad.probability(nothing)).toBeLessThan(0.3);
  const speech = sound().subarray(LISTEN_RATE, 3 * LISTEN_RATE);
  let highest = 0;
  for (let at = 0; at + WINDOW_SAMPLES <= speech.length; at += WINDOW_SAMPLES)
    highest = Math.max(highest, Number(vad.probability(speech.subarray(at, at + WINDOW_SAMPLES))));
  expect(highest).toBeGreaterThan(0.5);
});
