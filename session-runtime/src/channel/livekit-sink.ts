import type { AudioFrame, AudioSource } from '@livekit/rtc-node';
import { type Pcm, SPEAK_RATE } from '../audio/index.ts';
import type { AudioSink } from '../playout/index.ts';

/** What LiveKit holds of our sound: enough to bridge a busy moment, little enough to be taken back at an interruption. */
export const QUEUE_MS = 200;

/** Sound into a published track. The track may be replaced under it when the room had to be joined again. */
export class LiveKitSink implements AudioSink {
  readonly rate = SPEAK_RATE;
  readonly #frame: typeof AudioFrame;
  #source: AudioSource | undefined;

  constructor(frame: typeof AudioFrame) {
    this.#frame = frame;
  }

  attach(source: AudioSource): void {
    this.#source = source;
  }

  async push(pcm: Pcm): Promise<void> {
    try {
      if (this.#source) return await this.#source.captureFrame(new this.#frame(pcm, this.rate, 1, pcm.length));
    } catch {
      // The room is gone or being joined again.
    }
    // The sound has nowhere to go, but its time passes.
    await new Promise((resolve) => setTimeout(resolve, (pcm.length * 1000) / this.rate));
  }

  clear(): void {
    this.#source?.clearQueue();
  }

  get queuedMs(): number {
    return this.#source?.queuedDuration ?? 0;
  }
}
