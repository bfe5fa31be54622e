import type { Pcm } from '../audio/index.ts';

/** Says how likely a window of WINDOW_SAMPLES at LISTEN_RATE is to hold speech; it remembers the windows before. */
export interface Vad {
  probability(window: Pcm): Promise<number> | number;
  reset(): void;
}
