/** Mono 16-bit PCM out of a WAV file, also out of one that was streamed and never got its sizes. */
export function parseWav(bytes: Uint8Array): { pcm: Int16Array; rate: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rate = view.getUint32(24, true);
  let at = 12;
  while (at + 8 <= bytes.length) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (name === 'data') {
      const end = Math.min(bytes.length, at + 8 + size);
      return { pcm: new Int16Array(bytes.slice(at + 8, end - ((end - at) % 2)).buffer), rate };
    }
    at += 8 + size;
  }
  throw new Error('the WAV file has no data');
}

export function wavFile(pcm: Int16Array, rate: number): Uint8Array {
  const bytes = Buffer.alloc(44 + pcm.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + pcm.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(pcm.length * 2, 40);
  Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).copy(bytes, 44);
  return bytes;
}

/** Linear interpolation: good enough for a test's own voice. */
export function resample(pcm: Int16Array, from: number, to: number): Int16Array {
  const out = new Int16Array(Math.floor((pcm.length * to) / from));
  for (let i = 0; i < out.length; i++) {
    const at = (i * from) / to;
    const left = Math.floor(at);
    const share = at - left;
    out[i] = Math.round((pcm[left] ?? 0) * (1 - share) + (pcm[left + 1] ?? pcm[left] ?? 0) * share);
  }
  return out;
}
