import { expect, test } from 'vitest';
import { Segmenter } from './index.ts';

const options = { activation: 0.5, minSpeechMs: 50, minSilenceMs: 250, windowMs: 32 };

/** One character a window: # is speech, - may be, . is none. */
function hear(sound: string): string[] {
  const segmenter = new Segmenter(options);
  const told: string[] = [];
  [...sound].forEach((window, index) => {
    const probability = { '#': 0.95, '-': 0.4, '.': 0.02 }[window] ?? 0;
    const event = segmenter.push(probability, (index + 1) * 32);
    if (event?.type === 'start') told.push(`start ${event.startedAt}`);
    else if (event?.type === 'end') told.push(`end ${event.endedAt}`);
    else if (event && event.type !== 'going') told.push(event.type);
  });
  return told;
}

test.each([
  ['silence', '..........', []],
  ['a click of one window', '..#.......', ['suspicion', 'doubt']],
  ['one word', '..###...........', ['suspicion', 'start 64', 'end 160']],
  ['a doubtful window never begins speech', '..-----....', []],
  ['a doubtful window inside speech keeps it', '..##--##.........', ['suspicion', 'start 64', 'end 256']],
  ['a breath shorter than the minimum', '##.....##........', ['suspicion', 'start 0', 'end 288']],
  ['two words', '##.........##.........', ['suspicion', 'start 0', 'end 64', 'suspicion', 'start 352', 'end 416']],
])('%s', (_, sound, expected) => {
  expect(hear(sound)).toEqual(expected);
});

test('windows in which nothing is to be heard are silence, however sure the model still is', () => {
  const segmenter = new Segmenter(options);
  const quiet = [0, 0, 8, 32, 32, 32, 32, 32, 32, 32, 32];
  const events = quiet.map((quietMs, index) => segmenter.push(0.95, (index + 1) * 32, quietMs));
  expect(events.find((event) => event?.type === 'end')).toEqual({ type: 'end', startedAt: 0, endedAt: 88, at: 352 });
});

test('a pause between words that is shorter than the minimum ends nothing, though it is really silent', () => {
  const segmenter = new Segmenter(options);
  const quiet = [0, 0, 32, 32, 32, 32, 32, 32, 0, 0];
  const events = quiet.map((quietMs, index) => segmenter.push(0.95, (index + 1) * 32, quietMs));
  expect(events.some((event) => event?.type === 'end')).toBe(false);
});
