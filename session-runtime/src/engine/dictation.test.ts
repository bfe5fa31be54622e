import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { type Pcm, WINDOW_SAMPLES } from '../audio/index.ts';
import type { Heard, Transcriber } from '../speech/index.ts';
import { Dictation } from './dictation.ts';

interface Told {
  readonly pushed: number[];
  finished: readonly number[] | undefined;
  cancelled: boolean;
  partial(text: string): void;
  answer(text: string): void;
  fail(): void;
}

/** Windows are numbered by their samples, so that what reaches the transcriber can be told apart. */
const numbersOf = (pcm: Pcm): number[] =>
  Array.from({ length: pcm.length / WINDOW_SAMPLES }, (_, i) => pcm[i * WINDOW_SAMPLES] ?? 0);

function transcriber(settled: boolean): { takes: Told[]; transcriber: Transcriber } {
  const takes: Told[] = [];
  return {
    takes,
    transcriber: {
      health: () => [],
      listen: ({ onPartial }) => {
        const words = Promise.withResolvers<Heard>();
        words.promise.catch(() => {});
        const cost = { stage: 'transcribe' as const, url: 'u', milliseconds: 1, attempts: 1 };
        const told: Told = {
          pushed: [],
          finished: undefined,
          cancelled: false,
          partial: onPartial,
          answer: (text) => words.resolve({ text, settled, cost }),
          fail: () => words.reject(new Error('broken')),
        };
        takes.push(told);
        return {
          push: (pcm) => told.pushed.push(...numbersOf(pcm)),
          finish: (sound) => {
            told.finished = numbersOf(sound);
            return words.promise;
          },
          cancel: () => {
            told.cancelled = true;
          },
        };
      },
    },
  };
}

function dictationWith(settled: boolean) {
  const { takes, transcriber: fake } = transcriber(settled);
  const partials: string[] = [];
  const context = { language: 'en', clock: new FakeClock(), onPartial: (text: string) => void partials.push(text) };
  const dictation = new Dictation(fake, context);
  let next = 1;
  const hear = (windows: number) => {
    for (let i = 0; i < windows; i++) dictation.push(new Int16Array(WINDOW_SAMPLES).fill(next++));
  };
  return { dictation, takes, partials, hear };
}

test('a stream begins with what came just before the first word, and is told of every window once', async () => {
  const { dictation, takes, hear } = dictationWith(true);
  hear(40);
  dictation.begin();
  hear(3);
  const text = dictation.transcribe();
  takes[0]?.answer('hello');
  expect(await text).toMatchObject({ text: 'hello' });
  expect(takes[0]?.pushed.slice(-4)).toEqual([40, 41, 42, 43]);
  expect(takes[0]?.pushed.length).toBeLessThan(25);
  expect(takes[0]?.finished).toEqual(takes[0]?.pushed);
});

test('words that stand are not asked for again: the rest of the sentence is heard by itself, from the pause on', async () => {
  const { dictation, takes, partials, hear } = dictationWith(true);
  dictation.begin();
  hear(3);
  const first = dictation.transcribe();
  takes[0]?.answer('my number');
  await first;
  hear(2);
  dictation.begin();
  hear(1);
  await new Promise(setImmediate);
  takes[1]?.partial('is');
  const second = dictation.transcribe();
  takes[1]?.answer('is alpha');
  const heard = await second;
  expect(heard?.text).toBe('my number is alpha');
  // Who judges by ear is given what was before, too.
  expect(numbersOf(heard?.sound ?? new Int16Array())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(takes[1]?.pushed).toEqual([4, 5, 6]);
  expect(partials).toEqual(['my number is']);
});

test('words that do not stand are asked for again with all of the sound', async () => {
  const { dictation, takes, hear } = dictationWith(false);
  dictation.begin();
  hear(3);
  const first = dictation.transcribe();
  takes[0]?.answer('my number');
  await first;
  dictation.begin();
  hear(1);
  const second = dictation.transcribe();
  takes[1]?.answer('my number is alpha');
  expect(await second).toMatchObject({ text: 'my number is alpha' });
  expect(takes[1]?.finished).toEqual([1, 2, 3, 4]);
});

test('who goes on before the words are there is heard anew from the beginning', async () => {
  const { dictation, takes, hear } = dictationWith(true);
  dictation.begin();
  hear(3);
  const first = dictation.transcribe();
  dictation.begin();
  takes[0]?.answer('late');
  expect(await first).toBeUndefined();
  expect(takes[1]?.pushed).toEqual([1, 2, 3]);
});

test('what lasts too long is given away in parts, each heard by itself', async () => {
  const { dictation, takes, hear } = dictationWith(true);
  dictation.begin();
  hear(480);
  dictation.sealIfOverlong();
  hear(2);
  const text = dictation.transcribe();
  takes[1]?.answer('end');
  takes[0]?.answer('beginning and');
  expect(await text).toMatchObject({ text: 'beginning and end' });
  expect(takes[0]?.finished).toHaveLength(480);
  expect(takes[1]?.pushed).toEqual([481, 482]);
});

test('words that cannot be had are an error, and what was forgotten is hung up on', async () => {
  const { dictation, takes, hear } = dictationWith(true);
  dictation.begin();
  hear(1);
  const text = dictation.transcribe();
  takes[0]?.fail();
  await expect(text).rejects.toThrow('broken');
  dictation.begin();
  dictation.forget();
  expect(takes[1]?.cancelled).toBe(true);
});
