import { LISTEN_RATE, msOf, type Pcm } from '../audio/index.ts';

/** Of the loudest sample of what is being said: 36 dB below it is no part of a word. */
const FAINT_SHARE = 1 / 64;
/** Whatever the loudest was, sound above -46 dB of full scale may be a word... */
const FAINT_AT_MOST = 160;
/** ...and sound below -66 dB is none. */
const FAINT_AT_LEAST = 16;

/**
 * Where in a window the sound ends. The voice activity model goes on saying "speech" for about 100 ms after the last of it,
 * and the caller would wait that much longer for every answer. Where there is background noise the model alone decides.
 */
export class Loudness {
  #loudest = 0;

  /** Forgets how loud it was: another voice, or the same one further away, is measured by itself. */
  reset(): void {
    this.#loudest = 0;
  }

  /** How much of the window's end is silence, in ms: all of it when nothing is to be heard. */
  quietTailMs(window: Pcm): number {
    for (const sample of window) this.#loudest = Math.max(this.#loudest, Math.abs(sample));
    const faint = Math.min(FAINT_AT_MOST, Math.max(FAINT_AT_LEAST, this.#loudest * FAINT_SHARE));
    let end = window.length;
    while (end > 0 && Math.abs(window[end - 1] as number) <= faint) end--;
    return msOf(window.length - end, LISTEN_RATE);
  }
}
