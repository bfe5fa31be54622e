import type { Clock } from '@switchboard/service';
import { LISTEN_RATE, msOf, type Pcm, WINDOW_SAMPLES } from '../audio/index.ts';
import { Loudness, Segmenter, type SegmenterOptions, type SpeechEvent, type Vad } from '../vad/index.ts';

const WINDOW_MS = msOf(WINDOW_SAMPLES, LISTEN_RATE);
const MAX_QUEUE = 64;
/** Sound that stops coming in mid-word (a muted microphone, a lost connection) is silence. */
const GAP_MS = 300;
const DRIFT_MS = 120;
/** How much of a smaller drift is taken back with each window. */
const DRIFT_SHARE = 0.05;

/** Hears windows of sound in order and says when speech begins, goes on and ends. */
export class Ear {
  readonly #vad: Vad;
  readonly #segmenter: Segmenter;
  readonly #loudness = new Loudness();
  readonly #clock: Clock;
  readonly #on: (event: SpeechEvent) => void;
  readonly #queue: { window: Pcm; at: number }[] = [];
  #busy = false;
  #soundAt = 0;
  #cancelGap: () => void = () => {};
  #stopped = false;
  dropped = 0;

  constructor(
    vad: Vad,
    options: Omit<SegmenterOptions, 'windowMs'>,
    wiring: { clock: Clock; on: (event: SpeechEvent) => void },
  ) {
    this.#vad = vad;
    this.#segmenter = new Segmenter({ ...options, windowMs: WINDOW_MS });
    this.#clock = wiring.clock;
    this.#on = wiring.on;
  }

  hear(window: Pcm): void {
    if (this.#stopped) return;
    if (this.#queue.length >= MAX_QUEUE) {
      this.#queue.shift();
      this.dropped++;
    }
    this.#queue.push({ window, at: this.#timeOf() });
    if (!this.#busy) void this.#work();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#cancelGap();
  }

  /** Windows come in bursts; their own length is the better clock, until it has drifted. No sound is of the future. */
  #timeOf(): number {
    const now = this.#clock.monotonic();
    const late = now - this.#soundAt - WINDOW_MS;
    if (late < 0 || late > DRIFT_MS) this.#soundAt = now;
    else this.#soundAt += WINDOW_MS + late * DRIFT_SHARE;
    return this.#soundAt;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const answer = this.#vad.probability(next.window);
        const probability = typeof answer === 'number' ? answer : await answer;
        if (this.#stopped) return;
        this.#judge(probability, next);
      }
    } finally {
      this.#busy = false;
    }
  }

  #judge(probability: number, { window, at }: { window: Pcm; at: number }): void {
    const event = this.#segmenter.push(probability, at, this.#loudness.quietTailMs(window));
    if (!this.#undecided) this.#loudness.reset();
    this.#emit(event);
  }

  get #undecided(): boolean {
    return this.#segmenter.speaking || this.#segmenter.suspecting;
  }

  #emit(event: SpeechEvent | undefined): void {
    this.#cancelGap();
    if (this.#undecided) this.#cancelGap = this.#clock.after(GAP_MS, () => this.#silence());
    if (event) this.#on(event);
  }

  #silence(): void {
    while (this.#undecided && !this.#stopped) {
      this.#soundAt += WINDOW_MS;
      this.#emit(this.#segmenter.push(0, this.#soundAt));
    }
  }
}
