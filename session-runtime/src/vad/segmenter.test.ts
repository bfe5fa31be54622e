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
    if (event && event.type !== 'going')
      told.push(event.type === 'start' ? `start ${event.startedAt}` : `end ${event.endedAt}`);
  });
  return told;
}

test.each([
  ['silence', '..........', []],
  ['a click of one window', '..#.......', []],
  ['one word', '..###...........', ['start 64', 'end 160']],
  ['a doubtful window never begins speech', '..-----....', []],
  ['a doubtful window inside speech keeps it', '..##--##.........', ['start 64', 'end 256']],
  ['a breath shorter than the minimum', '##.....##........', ['start 0', 'end 288']],
  ['two words', '##.........##.........', ['start 0', 'end 64', 'start 352', 'end 416']],
])('%s', (_, sound, expected) => {
  expect(hear(sound)).toEqual(expected);
});
