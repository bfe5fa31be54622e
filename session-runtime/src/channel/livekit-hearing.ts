import type { RemoteTrack } from '@livekit/rtc-node';
import { LISTEN_RATE, type Pcm } from '../audio/index.ts';

type Rtc = typeof import('@livekit/rtc-node');

const WINDOW_MS = 32;

/** The caller's sound, window by window, of the track that was named last. */
export class LiveKitHearing {
  #cancel: (() => void) | undefined;

  listen(rtc: Rtc, track: RemoteTrack, on: (window: Pcm) => void): Promise<void> {
    this.stop();
    const options = { sampleRate: LISTEN_RATE, numChannels: 1, frameSizeMs: WINDOW_MS };
    const reader = new rtc.AudioStream(track, options).getReader();
    this.#cancel = () => void reader.cancel().catch(() => {});
    return (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) on(next.value.data);
    })();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
