import { FakeClock } from '@switchboard/service';
import { Ear, LISTEN_RATE, loadSilero, type SpeechEvent, WINDOW_SAMPLES } from '@switchboard/session-runtime/testing';
import { describe, expect, test } from 'vitest';
import { cough, joined, noisy, overlapped, RATE, resample, silence, spoken, telephoned } from './index.ts';

const model = new URL('../../../session-runtime/assets/silero_vad.onnx', import.meta.url).pathname;
const listening = { activation: 0.5, minSpeechMs: 50, minSilenceMs: 250 };
const WINDOW_MS = (WINDOW_SAMPLES * 1000) / LISTEN_RATE;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What the ear makes of a sound: stretches of speech in milliseconds of the sound itself. */
async function stretchesIn(sound: Int16Array): Promise<Stretch[]> {
  const clock = new FakeClock();
  const events: SpeechEvent[] = [];
  const ear = new Ear(loadSilero(model), listening, { clock, on: (event) => void events.push(event) });
  const heard = resample(joined(sound, silence(1000)), RATE, LISTEN_RATE);
  for (let at = 0; at + WINDOW_SAMPLES <= heard.length; at += WINDOW_SAMPLES) {
    await clock.advance(WINDOW_MS);
    ear.hear(heard.slice(at, at + WINDOW_SAMPLES));
  }
  ear.stop();
  return events.flatMap((event) => (event.type === 'end' ? [{ from: event.startedAt, to: event.endedAt }] : []));
}

const ms = (sound: Int16Array): number => (sound.length * 1000) / RATE;
/** How far from the words the ear may be: soft consonants begin and end them. */
const TOLERANCE_MS = 300;

const LEAD_MS = 1500;
const words = await spoken('my number is orange victor');
const babble = await spoken('the other person talks about something else all the time', { voice: 'en-gb', pitch: 80 });
const led = (sound: Int16Array) => joined(silence(LEAD_MS), sound, silence(500));

/** Each has the same words at the same place. */
const sounds: Record<string, Int16Array> = {
  'in a quiet room': led(words),
  'in a noisy room': noisy(led(words)),
  'in a very noisy room': noisy(led(words), 900),
  'while somebody else talks softly': led(overlapped(words, babble, 0.05)),
  'through a telephone of 8 kHz': telephoned(led(words)),
  'through a telephone in a noisy room': telephoned(noisy(led(words))),
  'spoken softly': led(words.map((sample) => sample / 8)),
};

describe('the ear hears words', () => {
  test.each(Object.entries(sounds))('%s: all of them, as one stretch', async (_, sound) => {
    const stretches = await stretchesIn(sound);
    expect(stretches).toHaveLength(1);
    const [{ from, to } = { from: Number.NaN, to: Number.NaN }] = stretches;
    expect(Math.abs(from - LEAD_MS)).toBeLessThan(TOLERANCE_MS);
    expect(Math.abs(to - LEAD_MS - ms(words))).toBeLessThan(TOLERANCE_MS);
  });

  test.each(['hello', 'yes', 'stop'])('%s: a single word is enough', async (word) => {
    const stretches = await stretchesIn(led(await spoken(word)));
    expect(stretches).toHaveLength(1);
    expect((stretches[0]?.to ?? 0) - (stretches[0]?.from ?? 0)).toBeGreaterThan(100);
  });

  test('after half a minute of silence and of noise as at once', async () => {
    const before = joined(silence(15_000), noisy(silence(15_000)));
    const [stretch, ...more] = await stretchesIn(joined(before, led(words)));
    expect(more).toEqual([]);
    expect(Math.abs((stretch?.from ?? 0) - 30_000 - LEAD_MS)).toBeLessThan(TOLERANCE_MS);
  });

  test('of two people who talk at once as long as either does', async () => {
    const [stretch, ...more] = await stretchesIn(led(overlapped(babble, words, 1)));
    expect(more).toEqual([]);
    expect((stretch?.to ?? 0) - (stretch?.from ?? 0)).toBeGreaterThan(ms(babble) - 2 * TOLERANCE_MS);
  });

  test('two sentences as two, when there is a pause between them', async () => {
    expect(await stretchesIn(joined(led(words), silence(600), words))).toHaveLength(2);
  });

  test('for two minutes without a pause as one stretch, and not as none', async () => {
    const rounds = Math.ceil(120_000 / ms(words));
    const sound = joined(...Array.from({ length: rounds }, () => words));
    const stretches = await stretchesIn(sound);
    expect(stretches).toHaveLength(1);
    expect((stretches[0]?.to ?? 0) - (stretches[0]?.from ?? 0)).toBeGreaterThan(119_000);
  });
});

describe('the ear does not take for an interruption', () => {
  /** Speech that counts as an interruption by default. */
  const INTERRUPTION_MS = 500;

  test.each([
    ['a cough', joined(silence(500), cough(), silence(500))],
    ['three coughs', joined(silence(500), cough(), silence(400), cough(), silence(400), cough(), silence(500))],
    ['a noisy room', noisy(silence(10_000))],
    ['a hum', Int16Array.from({ length: 5 * RATE }, (_, i) => 3000 * Math.sin((2 * Math.PI * 100 * i) / RATE))],
    ['nothing at all', silence(10_000)],
  ])('%s', async (_, sound) => {
    for (const { from, to } of await stretchesIn(sound)) expect(to - from).toBeLessThan(INTERRUPTION_MS);
  });
});
