import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseWav, resample } from './wav.ts';

const run = promisify(execFile);

/** What LiveKit is given: 24 kHz, mono. */
export const RATE = 24_000;

export interface Voice {
  readonly voice?: string;
  readonly wordsPerMinute?: number;
  readonly pitch?: number;
}

const known = new Map<string, Promise<Int16Array>>();

/** A sentence as sound, spoken by espeak-ng; made once. */
export function spoken(
  text: string,
  { voice = 'en-us', wordsPerMinute = 140, pitch = 50 }: Voice = {},
): Promise<Int16Array> {
  const args = ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch), '--stdout', text];
  const key = args.join('|');
  const sound = known.get(key) ?? speak(args);
  known.set(key, sound);
  return sound;
}

async function speak(args: readonly string[]): Promise<Int16Array> {
  const { stdout } = await run('espeak-ng', args, { encoding: 'buffer', maxBuffer: 64 << 20 });
  const { pcm, rate } = parseWav(stdout);
  return resample(trimmed(pcm), rate, RATE);
}

/** espeak-ng ends with silence: the moment at which speech ends must be the end of the sound. */
function trimmed(pcm: Int16Array): Int16Array {
  let end = pcm.length;
  while (end > 0 && Math.abs(pcm[end - 1] ?? 0) < 200) end--;
  let start = 0;
  while (start < end && Math.abs(pcm[start] ?? 0) < 200) start++;
  return pcm.slice(start, end);
}

export const silence = (ms: number): Int16Array => new Int16Array(Math.round((ms * RATE) / 1000));

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
