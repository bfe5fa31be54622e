import type { Clock } from '@switchboard/service';
import { faded, msOf, type Pcm, samplesOf } from '../audio/index.ts';
import { Hunger } from './hunger.ts';
import { Segment } from './segment.ts';
import type { AudioSink } from './sink.ts';

export interface PlayoutEvents {
  /** The first sound of the answer was handed to the sink. */
  audible(): void;
  /** A sentence begins to be heard. */
  began(segment: Segment): void;
  /** Sound was missing in the middle of a sentence. */
  underrun(): void;
}

const FRAME_MS = 60;
const FADE_MS = 8;

/** What one answer sounds like: sentences in order, which can be held, resumed where they stopped, and cut. */
export class Playout {
  readonly #sink: AudioSink;
  readonly #clock: Clock;
  readonly #events: PlayoutEvents;
  readonly #segments: Segment[] = [];
  readonly #asides: Segment[] = [];
  /** What the sink may not have played yet, oldest first. */
  #inFlight: { segment: Segment; pcm: Pcm }[] = [];
  #open = false;
  #held = false;
  #ended = false;
  #cut = false;
  #audible = false;
  #fadeIn = true;
  readonly #hunger = new Hunger();
  #current: Segment | undefined;
  #wake: () => void = () => {};
  /** Ends the wait for room in a queue that has been taken back. */
  #letGo: () => void = () => {};
  readonly finished: Promise<'played' | 'cut'>;

  constructor(sink: AudioSink, clock: Clock, events: PlayoutEvents) {
    this.#sink = sink;
    this.#clock = clock;
    this.#events = events;
    this.finished = this.#run();
  }

  get audible(): boolean {
    return this.#audible;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Sound that has come and was not played. */
  get bufferedMs(): number {
    return msOf(
      this.#segments.reduce((sum, segment) => sum + segment.buffered, 0),
      this.#sink.rate,
    );
  }

  /** How long there has been nothing to play though there should be; 0 when all is well. */
  get starvedMs(): number {
    return this.#hunger.ms(this.#clock.monotonic());
  }

  get midSentence(): boolean {
    const current = this.#current;
    return current !== undefined && !current.complete && current.taken > 0;
  }

  segment(text: string): Segment {
    const segment = new Segment(text);
    this.#segments.push(segment);
    return segment;
  }

  /** Sound that goes before everything that is waiting. */
  aside(text: string, pcm: Pcm): void {
    const segment = new Segment(text, true);
    segment.write(pcm);
    segment.end();
    this.#asides.push(segment);
    this.poke();
  }

  /** Lets the sound out: until then an answer is only prepared. */
  open(): void {
    this.#open = true;
    this.#hunger.begin(this.#clock.monotonic());
    this.poke();
  }

  /** No further segment will come. */
  end(): void {
    this.#ended = true;
    this.poke();
  }

  /** Something was written to a segment. */
  poke(): void {
    this.#wake();
  }

  hold(): void {
    if (this.#held || this.#cut) return;
    this.#held = true;
    this.#takeBack();
    this.#letGo();
    this.poke();
  }

  resume(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#fadeIn = true;
    this.#hunger.restart(this.#clock.monotonic());
    this.poke();
  }

  cut(): void {
    if (this.#cut) return;
    if (!this.#held) this.#takeBack();
    this.#cut = true;
    this.#letGo();
    this.poke();
  }

  heardText(): string {
    return this.#segments
      .map((segment) => segment.heardText())
      .filter(Boolean)
      .join(' ');
  }

  heardMs(): number {
    const taken = this.#segments.reduce((sum, segment) => sum + segment.taken, 0);
    return Math.max(0, msOf(taken, this.#sink.rate) - (this.#held || this.#cut ? 0 : this.#sink.queuedMs));
  }

  /** Takes back what the sink has queued, and lets the sound fade instead of breaking off. */
  #takeBack(): void {
    let queued = Math.min(
      samplesOf(this.#sink.queuedMs, this.#sink.rate),
      this.#inFlight.reduce((sum, one) => sum + one.pcm.length, 0),
    );
    if (queued === 0) return;
    this.#sink.clear();
    while (queued > 0) {
      const last = this.#inFlight.pop();
      if (!last) break;
      const back = last.pcm.subarray(Math.max(0, last.pcm.length - queued));
      last.segment.untake(back);
      queued -= back.length;
      if (queued === 0) this.#fadeOut(back);
    }
    this.#inFlight = [];
  }

  #fadeOut(rest: Pcm): void {
    const samples = samplesOf(FADE_MS, this.#sink.rate);
    void this.#sink.push(faded(rest.subarray(0, samples), 'out', samples));
  }

  async #run(): Promise<'played' | 'cut'> {
    while (!this.#cut) {
      const segment = this.#open && !this.#held ? this.#next() : undefined;
      const pcm = segment?.take(samplesOf(FRAME_MS, this.#sink.rate));
      if (segment && pcm) await this.#play(segment, pcm);
      else if (this.#ended && !this.#held && this.#open && this.#spent()) break;
      else await this.#wait();
    }
    if (this.#cut) return 'cut';
    while (this.#sink.queuedMs > 0 && !this.#cut) {
      await Promise.race([this.#clock.sleep(this.#sink.queuedMs), this.#woken()]);
      if (this.#held) return this.#run();
    }
    return this.#cut ? 'cut' : 'played';
  }

  #spent(): boolean {
    return this.#asides.length === 0 && this.#segments.every((segment) => segment.spent);
  }

  #next(): Segment | undefined {
    const aside = this.#asides[0];
    if (aside && !aside.spent) return aside;
    if (aside) this.#asides.shift();
    return this.#asides[0] ?? this.#segments.find((segment) => !segment.spent);
  }

  async #play(segment: Segment, pcm: Pcm): Promise<void> {
    if (
      this.#hunger.waiting &&
      this.#audible &&
      segment === this.#current &&
      !segment.aside &&
      this.#sink.queuedMs === 0
    )
      this.#events.underrun();
    this.#hunger.feed(msOf(pcm.length, this.#sink.rate));
    if (segment !== this.#current) {
      this.#current = segment;
      this.#events.began(segment);
    }
    const sound = this.#fadeIn ? faded(pcm, 'in', samplesOf(FADE_MS, this.#sink.rate)) : pcm;
    this.#fadeIn = false;
    this.#inFlight.push({ segment, pcm });
    if (this.#inFlight.length > 16) this.#inFlight.shift();
    const pushed = Promise.race([
      this.#sink.push(sound),
      new Promise<void>((resolve) => {
        this.#letGo = resolve;
      }),
    ]);
    if (!this.#audible) {
      this.#audible = true;
      this.#events.audible();
    }
    await pushed;
  }

  async #wait(): Promise<void> {
    if (this.#open && !this.#held) this.#hunger.begin(this.#clock.monotonic() + this.#sink.queuedMs);
    await this.#woken();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
