import { AudioFrame, type AudioSource, AudioStream, type RemoteTrack } from '@livekit/rtc-node';

const sampleRate = 48_000;
const frameSamples = sampleRate / 100;

/** Plays a pure tone until told to stop. */
export async function playTone(source: AudioSource, hertz: number, signal: AbortSignal): Promise<void> {
  for (let sample = 0; !signal.aborted; sample += frameSamples) {
    const data = Int16Array.from({ length: frameSamples }, (_, i) =>
      Math.round(8000 * Math.sin((2 * Math.PI * hertz * (sample + i)) / sampleRate)),
    );
    await source.captureFrame(new AudioFrame(data, sampleRate, 1, frameSamples));
  }
}

/** Listens until a tenth of a second is mostly this one tone; gives the share of its energy. */
export async function heardTone(track: RemoteTrack, hertz: number): Promise<number> {
  let window: number[] = [];
  for await (const frame of new AudioStream(track, { sampleRate, numChannels: 1 })) {
    window.push(...frame.data);
    if (window.length < sampleRate / 10) continue;
    const share = toneShare(window, hertz);
    if (share > 0.5) return share;
    window = [];
  }
  return 0;
}

/** The share of a signal's energy at one frequency (Goertzel), from 0 to about 1. */
export function toneShare(samples: readonly number[], hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate);
  let [before, last, energy] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + coefficient * last - before];
    energy += sample * sample;
  }
  const power = before * before + last * last - coefficient * before * last;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}
