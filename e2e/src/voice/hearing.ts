import { RATE } from './espeak.ts';

export interface Stretch {
  /** performance.now() at its beginning and end. */
  readonly startedAt: number;
  endedAt: number;
}

const SILENCE_PEAK = 350;
/** Pauses between words and sentences shorter than this are part of one stretch. */
const JOIN_MS = 400;

/** What a caller hears: all of it, and when there was sound. */
export class Hearing {
  readonly stretches: Stretch[] = [];
  readonly #frames: Int16Array[] = [];
  #samples = 0;
  #lastSoundAt = Number.NEGATIVE_INFINITY;
  #startedAt: number | undefined;

  /** `at` is when the frame came. */
  push(frame: Int16Array, at: number): void {
    this.#startedAt ??= at;
    this.#frames.push(frame.slice());
    this.#samples += frame.length;
    if (peak(frame) < SILENCE_PEAK) return;
    const open = this.stretches.at(-1);
    if (open && at - open.endedAt < JOIN_MS) open.endedAt = at;
    else this.stretches.push({ startedAt: at - (frame.length * 1000) / RATE, endedAt: at });
    this.#lastSoundAt = at;
  }

  /** How many have come, silent or not. */
  get frames(): number {
    return this.#frames.length;
  }

  get startedAt(): number | undefined {
    return this.#startedAt;
  }

  get lastSoundAt(): number {
    return this.#lastSoundAt;
  }

  /** When sound was first heard after `at`, if it has been. */
  soundAfter(at: number): number | undefined {
    for (const stretch of this.stretches) {
      if (stretch.startedAt >= at) return stretch.startedAt;
      if (stretch.endedAt > at) return at;
    }
    return undefined;
  }

  quietSince(now: number): number {
    return now - this.#lastSoundAt;
  }

  recording(): Int16Array {
    const out = new Int16Array(this.#samples);
    let at = 0;
    for (const frame of this.#frames) {
      out.set(frame, at);
      at += frame.length;
    }
    return out;
  }
}

function peak(frame: Int16Array): number {
  let highest = 0;
  for (const sample of frame) highest = Math.max(highest, Math.abs(sample));
  return highest;
}
