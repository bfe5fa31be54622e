import type { Pcm } from '../audio/index.ts';

/** Where sound leaves us. It keeps a short queue of its own and plays that in real time. */
export interface AudioSink {
  readonly rate: number;
  /** Resolves when the queue has room for more. */
  push(pcm: Pcm): Promise<void>;
  /** Drops what has not been played yet. */
  clear(): void;
  readonly queuedMs: number;
}
