import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import type { Pcm } from '../audio/index.ts';
import { type AudioSink, Playout } from './index.ts';

/** A sink that plays in the time of a fake clock, and remembers what came out. */
class FakeSink implements AudioSink {
  readonly rate = 24_000;
  readonly played: number[] = [];
  readonly #clock: FakeClock;
  #queue: number[] = [];
  #since = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  get queuedMs(): number {
    this.#drain();
    return this.#queue.length / 24;
  }

  async push(pcm: Pcm): Promise<void> {
    this.#drain();
    this.#queue.push(...pcm);
    while (this.queuedMs > 200) await this.#clock.sleep(this.queuedMs - 200);
  }

  clear(): void {
    this.#drain();
    this.#queue = [];
  }

  #drain(): void {
    const now = this.#clock.monotonic();
    this.played.push(...this.#queue.splice(0, Math.round((now - this.#since) * 24)));
    this.#since = now;
  }
}

function stage() {
  const clock = new FakeClock();
  const sink = new FakeSink(clock);
  const told: string[] = [];
  const playout = new Playout(sink, clock, {
    audible: () => told.push(`audible ${clock.monotonic()}`),
    began: (segment) => told.push(`began "${segment.text}"`),
    underrun: () => told.push(`underrun ${clock.monotonic()}`),
  });
  const write = (text: string, ms: number, value = 1000) => {
    const segment = playout.segment(text);
    segment.write(new Int16Array(ms * 24).fill(value));
    segment.end();
    playout.poke();
    return segment;
  };
  return { clock, sink, told, playout, write };
}

test('nothing is heard before it is opened', async () => {
  const { clock, sink, told, playout, write } = stage();
  write('Hello there.', 500);
  playout.end();
  await clock.advance(1000);
  expect(told).toEqual([]);
  playout.open();
  await clock.advance(1000);
  expect(await playout.finished).toBe('played');
  expect(sink.queuedMs).toBe(0);
  expect(sink.played.filter(Boolean).length).toBeGreaterThan(0.98 * 500 * 24);
  expect(playout.heardText()).toBe('Hello there.');
});

test('what is held goes on where it stopped: nothing is lost and next to nothing said twice', async () => {
  const { clock, sink, playout, write } = stage();
  write('One two three four five six seven eight nine ten.', 3000);
  playout.end();
  playout.open();
  await clock.advance(1000);
  playout.hold();
  await clock.advance(5000);
  expect(sink.queuedMs).toBe(0);
  expect(playout.heardMs()).toBeGreaterThan(950);
  expect(playout.heardMs()).toBeLessThan(1050);
  playout.resume();
  await clock.advance(4000);
  expect(await playout.finished).toBe('played');
  const sounding = sink.played.filter((sample) => sample !== 0).length / 24;
  expect(sounding).toBeGreaterThan(2980);
  expect(sounding).toBeLessThan(3020);
});

test('a cut keeps the words that were heard', async () => {
  const { clock, playout, write } = stage();
  write('One two three four five.', 1000);
  write('Six seven eight nine ten.', 1000);
  write('Never heard at all.', 1000);
  playout.end();
  playout.open();
  await clock.advance(1500);
  playout.cut();
  await clock.advance(10);
  expect(await playout.finished).toBe('cut');
  const heard = playout.heardText();
  expect(heard.startsWith('One two three four five. Six')).toBe(true);
  expect(heard).not.toContain('ten');
  expect(heard).not.toContain('Never');
});

test('a cut fades out: the sound does not break off', async () => {
  const { clock, sink, playout, write } = stage();
  write('Loud.', 1000, 20_000);
  playout.open();
  await clock.advance(500);
  playout.cut();
  await clock.advance(300);
  expect(sink.queuedMs).toBe(0);
  const steps = sink.played.map((sample, index) => Math.abs(sample - (sink.played[index - 1] ?? sample)));
  expect(Math.max(...steps)).toBeLessThan(1000);
});

test('sound that is missing inside a sentence is an underrun; between sentences it is a pause', async () => {
  const { clock, told, playout } = stage();
  const first = playout.segment('First.');
  first.write(new Int16Array(300 * 24));
  playout.open();
  await clock.advance(1000);
  expect(playout.midSentence).toBe(true);
  expect(playout.starvedMs).toBeGreaterThan(600);
  first.write(new Int16Array(300 * 24));
  first.end();
  playout.poke();
  await clock.advance(1000);
  const second = playout.segment('Second.');
  second.write(new Int16Array(300 * 24));
  second.end();
  playout.end();
  await clock.advance(1000);
  expect(told.filter((one) => one.startsWith('underrun'))).toEqual(['underrun 1000']);
});

test('some milliseconds of sound do not end the wait for more', async () => {
  const { clock, playout } = stage();
  const segment = playout.segment('A sentence that stalls.');
  const sound = (ms: number) => {
    segment.write(new Int16Array(ms * 24));
    playout.poke();
  };
  sound(400);
  playout.open();
  await clock.advance(2400);
  expect(playout.starvedMs).toBe(2000);
  sound(20);
  expect(playout.starvedMs).toBe(2000);
  await clock.advance(10);
  expect(playout.starvedMs).toBe(0);
  await clock.advance(990);
  expect(playout.starvedMs).toBe(3000);
  sound(400);
  await clock.advance(1400);
  expect(playout.starvedMs).toBe(1000);
});

test('an aside goes before what waits, and is no part of the answer', async () => {
  const { clock, told, playout, write } = stage();
  playout.open();
  await clock.advance(2000);
  playout.aside('One moment.', new Int16Array(500 * 24).fill(5));
  write('The answer.', 500);
  playout.end();
  await clock.advance(2000);
  expect(told).toEqual(['began "One moment."', 'audible 2000', 'began "The answer."']);
  expect(playout.heardText()).toBe('The answer.');
});
