import type { Clock } from '@switchboard/service';
import type { Pcm } from '../audio/index.ts';
import { isAbort } from '../pool/index.ts';
import type { CallCost, Heard, Take, Transcriber } from '../speech/index.ts';
import type { Ledger } from './ledger.ts';
import { Utterance } from './utterance.ts';

const MAX_COSTS = 16;
const PART_BOUND_MS = 30_000;

export interface DictationContext {
  readonly language: string;
  readonly clock: Clock;
  /** What is understood of the utterance while it is spoken. */
  readonly onPartial: (text: string) => void;
}

/** Keeps what the caller is saying and has it written down. One transcription at a time: a newer one replaces it. */
export class Dictation {
  readonly #transcriber: Transcriber;
  readonly #context: DictationContext;
  readonly #utterance = new Utterance();
  #take: Take | undefined;
  #control = new AbortController();
  #costs: CallCost[] = [];
  #sentAt: number | undefined;
  #textAt: number | undefined;

  constructor(transcriber: Transcriber, context: DictationContext) {
    this.#transcriber = transcriber;
    this.#context = context;
  }

  get active(): boolean {
    return this.#utterance.active;
  }

  push(window: Pcm): void {
    this.#utterance.push(window);
    this.#take?.push(window);
  }

  begin(): void {
    this.#utterance.begin();
    this.#abortNewest();
    this.#listen();
  }

  sealIfOverlong(): void {
    if (!this.#utterance.overlong) return;
    const text = this.#finish(AbortSignal.timeout(PART_BOUND_MS)).then((heard) => heard.text);
    this.#utterance.seal(this.#utterance.windows, text);
    this.#listen();
  }

  /** The whole text so far; undefined if a newer transcription took the place of this one. */
  async transcribe(): Promise<{ text: string; sound: Pcm } | undefined> {
    this.#control.abort();
    this.#control = new AbortController();
    const { signal } = this.#control;
    const { windows } = this.#utterance;
    const sound = this.#utterance.tail();
    this.#sentAt = this.#context.clock.monotonic();
    try {
      const [before, latest] = await Promise.all([this.#utterance.sealedText(), this.#finish(signal)]);
      if (signal.aborted) return undefined;
      this.#textAt = this.#context.clock.monotonic();
      if (latest.settled) this.#utterance.seal(windows, Promise.resolve(latest.text));
      return { text: [before, latest.text].filter(Boolean).join(' '), sound };
    } catch (error) {
      if (signal.aborted || isAbort(error)) return undefined;
      throw error;
    }
  }

  fill(ledger: Ledger): void {
    if (this.#sentAt !== undefined) ledger.moments.transcribing = this.#sentAt;
    if (this.#textAt !== undefined) ledger.moments.transcript = this.#textAt;
    for (const cost of this.#costs) ledger.cost(cost);
  }

  forget(): void {
    this.#abortNewest();
    this.#utterance.forget();
    this.#costs = [];
  }

  abort(): void {
    this.#abortNewest();
  }

  /** Whoever hears sound as it comes is given all of it that no words stand for yet. */
  #listen(): void {
    const { language, onPartial } = this.#context;
    const take = this.#transcriber.listen({
      language,
      onPartial: (text) => {
        if (this.#take === take) onPartial([this.#utterance.knownText(), text].filter(Boolean).join(' '));
      },
    });
    this.#take = take;
    if (this.#utterance.windows > 0) take.push(this.#utterance.sound());
  }

  async #finish(signal: AbortSignal): Promise<Heard> {
    if (!this.#take) this.#listen();
    const take = this.#take as Take;
    this.#take = undefined;
    const heard = await take.finish(this.#utterance.sound(), signal);
    if (this.#costs.length < MAX_COSTS) this.#costs.push(heard.cost);
    return heard;
  }

  #abortNewest(): void {
    this.#control.abort();
    this.#control = new AbortController();
    this.#take?.cancel();
    this.#take = undefined;
  }
}
