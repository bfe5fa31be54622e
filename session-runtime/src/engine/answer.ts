import type { Clock } from '@switchboard/service';
import { type AudioSink, Playout, type Segment } from '../playout/index.ts';
import { isAbort } from '../pool/index.ts';
import type { Message, Speaker, Thinker } from '../speech/index.ts';
import type { Afterwards, Tools } from '../tools/index.ts';
import { Ledger, type Trigger } from './ledger.ts';
import type { Phrases } from './phrases.ts';
import { SentenceQueue } from './sentence-queue.ts';
import { type Thoughts, think } from './thinking.ts';

export interface AnswerTools {
  readonly thinker: Thinker;
  readonly speaker: Speaker;
  readonly tools: Tools;
  readonly phrases: Phrases;
  readonly sink: AudioSink;
  readonly clock: Clock;
  /** Set phrases of the agent. */
  readonly apology: string;
  readonly filler: string;
}

export interface AnswerEvents {
  audible(): void;
  began(segment: Segment): void;
  underrun(): void;
}

export interface AnswerRequest {
  readonly trigger: Trigger;
  /** Think about these, or say that. */
  readonly messages?: readonly Message[];
  readonly text?: string;
  readonly endpointWaitMs?: number;
}

export interface AnswerEnd {
  readonly how: 'played' | 'cut';
  readonly failed: boolean;
  readonly heard: string;
  readonly heardMs: number;
  readonly messages: readonly Message[];
  readonly afterwards: Afterwards | undefined;
}

/** A gap longer than this gets a filler: between sentences, and in the middle of one. */
const FILL_AFTER_MS = 2200;
const FILL_INSIDE_MS = 3500;
const TOOL_FILL_MS = 1000;
const WATCH_MS = 250;
/** The next sentence is asked for while this much is still to be played, or the one before it has begun. */
const AHEAD_MS = 3000;

/** One turn of ours, from the first thought to the last sound: prepared in silence, opened, held, cut. */
export class Answer {
  readonly ledger: Ledger;
  readonly trigger: Trigger;
  readonly done: Promise<'played' | 'cut'>;
  readonly #kit: AnswerTools;
  readonly #control = new AbortController();
  /** Aborted alone when only the sentence that is being spoken shall be finished. */
  readonly #onwards = new AbortController();
  readonly #sentences = new SentenceQueue();
  readonly #thoughts: Thoughts = { messages: [], text: '', afterwards: undefined };
  readonly #playout: Playout;
  readonly #committed = Promise.withResolvers<void>();
  #failed = false;
  #characters = 0;
  #callingSince: number | undefined;
  #toolFiller: string | undefined;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(kit: AnswerTools, request: AnswerRequest, events: AnswerEvents) {
    this.#kit = kit;
    this.trigger = request.trigger;
    this.ledger = new Ledger(request.trigger, request.endpointWaitMs);
    this.#playout = new Playout(kit.sink, kit.clock, {
      ...events,
      audible: () => {
        this.ledger.moments.firstFrame = this.#now();
        events.audible();
      },
    });
    this.done = this.#run(request);
  }

  get audible(): boolean {
    return this.#playout.audible;
  }

  get characters(): number {
    return this.#characters;
  }

  get heardText(): string {
    return this.#playout.heardText();
  }

  open(): void {
    this.#committed.resolve();
    this.#playout.open();
    this.#watch();
  }

  hold(): void {
    this.#playout.hold();
  }

  resume(): void {
    this.#playout.resume();
  }

  cut(): void {
    this.#control.abort();
    this.#sentences.close();
    this.#playout.cut();
  }

  /** Says nothing more after the sentence that is being heard. */
  finishSentence(): void {
    this.#onwards.abort();
    this.#sentences.close();
  }

  /** What came of it, as far as it has got. */
  outcome(how: 'played' | 'cut'): AnswerEnd {
    const heard = this.#playout.heardText();
    return {
      how,
      failed: this.#failed,
      heard,
      heardMs: this.#playout.heardMs(),
      messages: this.#messages(heard),
      afterwards: how === 'played' ? this.#thoughts.afterwards : undefined,
    };
  }

  async #run(request: AnswerRequest): Promise<'played' | 'cut'> {
    await Promise.all([this.#think(request), this.#speak()]);
    this.#playout.end();
    const how = await this.#playout.finished;
    this.#control.abort();
    return how;
  }

  #messages(heard: string): Message[] {
    const rounds = this.#thoughts.messages;
    const complete = rounds.at(-1)?.role === 'assistant' ? rounds.slice(0, -1) : rounds;
    return heard === '' ? [...complete] : [...complete, { role: 'assistant', content: heard }];
  }

  async #think(request: AnswerRequest): Promise<void> {
    try {
      if (request.messages) await this.#reason(request.messages);
      else if (request.text) this.#sentences.push(request.text);
    } catch (error) {
      if (!isAbort(error) && !this.#stopped) this.#apologise();
    } finally {
      this.#sentences.close();
    }
  }

  #reason(messages: readonly Message[]): Promise<void> {
    return think(messages, this.#thoughts, {
      thinker: this.#kit.thinker,
      tools: this.#kit.tools,
      ledger: this.ledger,
      signal: AbortSignal.any([this.#control.signal, this.#onwards.signal]),
      now: () => this.#now(),
      committed: this.#committed.promise,
      sentence: (text) => this.#sentences.push(text),
      calling: (filler) => {
        this.#callingSince = this.#now();
        this.#toolFiller = filler;
        return () => {
          this.#callingSince = undefined;
        };
      },
    });
  }

  async #speak(): Promise<void> {
    const voices: Promise<void>[] = [];
    for (let text = await this.#sentences.next(); text !== undefined; text = await this.#sentences.next()) {
      await voices.at(-2);
      await this.#turnToSpeak();
      if (this.#stopped) break;
      const segment = this.#playout.segment(text);
      const { sounding, done } = this.#voice(segment);
      voices.push(done);
      await sounding;
    }
    await Promise.all(voices);
  }

  get #stopped(): boolean {
    return this.#control.signal.aborted || this.#onwards.signal.aborted;
  }

  /** One sentence ahead of the ear is enough: more would be thrown away at an interruption. */
  async #turnToSpeak(): Promise<void> {
    while (this.#playout.bufferedMs > AHEAD_MS && !this.#stopped) {
      await this.#kit.clock.sleep(Math.min(500, this.#playout.bufferedMs - AHEAD_MS), this.#control.signal);
    }
  }

  /** `sounding` resolves at its first byte: the next sentence is not asked for before that, so that this one comes first. */
  #voice(segment: Segment): { sounding: Promise<void>; done: Promise<void> } {
    const sounding = Promise.withResolvers<void>();
    const known = this.#kit.phrases.get(segment.text);
    this.ledger.moments.speaking ??= this.#now();
    const sound = known ? Promise.resolve(this.#write(segment, known)) : this.#synthesise(segment, sounding.resolve);
    const done = sound
      .catch((error) => {
        if (!isAbort(error) && !this.#control.signal.aborted) this.#apologise();
      })
      .finally(() => {
        segment.end();
        this.#playout.poke();
        sounding.resolve();
      });
    return { sounding: sounding.promise, done };
  }

  async #synthesise(segment: Segment, sounding: () => void): Promise<void> {
    this.#characters += segment.text.length;
    const onCost = this.ledger.cost.bind(this.ledger);
    for await (const pcm of this.#kit.speaker.speak(segment.text, { signal: this.#control.signal, onCost })) {
      this.#write(segment, pcm);
      sounding();
    }
  }

  #write(segment: Segment, pcm: Int16Array): void {
    this.ledger.moments.firstByte ??= this.#now();
    segment.write(pcm);
    this.#playout.poke();
  }

  /** Once per answer, from the sounds made ahead of need; the model's words that were lost are not spoken later. */
  #apologise(): void {
    if (this.#failed) return;
    this.#failed = true;
    const sound = this.#kit.phrases.get(this.#kit.apology);
    if (sound) this.#playout.aside(this.#kit.apology, sound);
    else this.#sentences.push(this.#kit.apology);
  }

  #watch(): void {
    const { clock } = this.#kit;
    const look = () => {
      if (this.#control.signal.aborted) return;
      if (this.#fillerIsDue()) this.#fill();
      clock.after(WATCH_MS, look);
    };
    clock.after(WATCH_MS, look);
  }

  #fillerIsDue(): boolean {
    const { starvedMs, held, midSentence } = this.#playout;
    if (held || this.#failed || this.trigger === 'say' || this.trigger === 'greeting') return false;
    if (this.#now() - this.#filledAt < FILL_INSIDE_MS) return false;
    const calling =
      this.#callingSince !== undefined && this.#toolFiller && this.#now() - this.#callingSince > TOOL_FILL_MS;
    return starvedMs > (midSentence ? FILL_INSIDE_MS : calling ? 1 : FILL_AFTER_MS);
  }

  #fill(): void {
    const { phrases, filler } = this.#kit;
    const wanted = this.#callingSince === undefined ? filler : (this.#toolFiller ?? filler);
    const sound = phrases.get(wanted) ?? phrases.get(filler);
    this.#filledAt = this.#now();
    if (sound) this.#playout.aside(wanted, sound);
  }

  #now(): number {
    return this.#kit.clock.monotonic();
  }
}
