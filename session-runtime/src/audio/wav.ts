import type { Pcm } from './pcm.ts';

const HEADER = 44;

/** One PCM chunk, mono, 16 bit: what every transcription service accepts. */
export function wavOf(pcm: Pcm, rate: number): Uint8Array {
  const bytes = new Uint8Array(HEADER + pcm.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    for (let i = 0; i < value.length; i++) view.setUint8(at + i, value.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + pcm.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, pcm.length * 2, true);
  bytes.set(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.length * 2), HEADER);
  return bytes;
}

export class WavError extends Error {}

/** Reads mono 16-bit PCM; streamed files whose sizes were never filled in are read to their end. */
export function parseWav(bytes: Uint8Array): { pcm: Pcm; rate: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < HEADER || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new WavError('not a WAV file');
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (name(at) === 'fmt ') {
      if (
        view.getUint16(at + 8, true) !== 1 ||
        view.getUint16(at + 10, true) !== 1 ||
        view.getUint16(at + 22, true) !== 16
      )
        throw new WavError('only mono 16-bit PCM is read: convert it with `sox in.wav -c 1 -b 16 out.wav`');
      rate = view.getUint32(at + 12, true);
    } else if (name(at) === 'data') {
      const end = Math.min(bytes.length, at + 8 + size);
      return { pcm: new Int16Array(bytes.slice(at + 8, end - ((end - at) % 2)).buffer), rate };
    }
    at += 8 + size + (size & 1);
  }
  throw new WavError('the WAV file has no data chunk');
}
