/** Loudness of a track between 0 and 1, and its spectrum, for drawing. Nothing of it is kept. */
export class Levels {
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #bins: Uint8Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 256;
    this.#analyser.smoothingTimeConstant = 0.75;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    this.#bins = new Uint8Array(this.#analyser.frequencyBinCount);
  }

  /** Speech lives in the lower half of the spectrum. */
  spectrum(): Uint8Array {
    this.#analyser.getByteFrequencyData(this.#bins);
    return this.#bins.subarray(1, 64);
  }

  level(): number {
    const spectrum = this.spectrum();
    return spectrum.reduce((sum, value) => sum + value, 0) / spectrum.length / 255;
  }

  close(): void {
    this.#source.disconnect();
    void this.#context.close();
  }
}
