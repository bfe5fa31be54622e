import { expect, test } from 'vitest';
import { toneShare } from './tone.ts';

const tone = (hertz: number): number[] =>
  Array.from({ length: 4800 }, (_, i) => 8000 * Math.sin((2 * Math.PI * hertz * i) / 48_000));

test('hears its own tone', () => expect(toneShare(tone(440), 440)).toBeGreaterThan(0.95));
test('does not hear another', () => expect(toneShare(tone(1000), 440)).toBeLessThan(0.05));
test('hears nothing in silence', () => expect(toneShare(Array(4800).fill(0), 440)).toBe(0));
