import type { Clock } from '@switchboard/service';
import type { Pcm } from '../audio/index.ts';
import { isAbort } from '../pool/index.ts';
import type { CallCost, Transcriber } from '../speech/index.ts';
import type { Ledger } from './ledger.ts';
import { Utterance } from './utterance.ts';

const MAX_COSTS = 16;

/** Keeps what the caller is saying and has it written down. One transcription at a time: a newer one replaces it. */
export class Dictation {
  readonly #transcriber: Transcriber;
  readonly #language: string;
  readonly #clock: Clock;
  readonly #utterance = new Utterance();
  #control = new AbortController();
  #costs: CallCost[] = [];
  #sentAt: number | undefined;
  #textAt: number | undefined;

  constructor(transcriber: Transcriber, context: { language: string; clock: Clock }) {
    this.#transcriber = transcriber;
    this.#language = context.language;
    this.#clock = context.clock;
  }

  get active(): boolean {
    return this.#utterance.active;
  }

  push(window: Pcm): void {
    this.#utterance.push(window);
  }

  begin(): void {
    this.#utterance.begin();
    this.#abortNewest();
  }

  sealIfOverlong(): void {
    if (!this.#utterance.overlong) return;
    this.#utterance.seal(this.#write(this.#utterance.sound(), AbortSignal.timeout(30_000)));
  }

  /** The whole text so far; undefined if a newer transcription took the place of this one. */
  async transcribe(): Promise<{ text: string; sound: Pcm } | undefined> {
    this.#abortNewest();
    const { signal } = this.#control;
    const sound = this.#utterance.sound();
    this.#sentAt = this.#clock.monotonic();
    try {
      const [before, latest] = await Promise.all([this.#utterance.sealedText(), this.#write(sound, signal)]);
      if (signal.aborted) return undefined;
      this.#textAt = this.#clock.monotonic();
      return { text: [before, latest].filter(Boolean).join(' '), sound };
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
    this.#utterance.forget();
    this.#costs = [];
  }

  abort(): void {
    this.#control.abort();
  }

  async #write(sound: Pcm, signal: AbortSignal): Promise<string> {
    const { text, cost } = await this.#transcriber.transcribe(sound, { language: this.#language, signal });
    if (this.#costs.length < MAX_COSTS) this.#costs.push(cost);
    return text;
  }

  #abortNewest(): void {
    this.#control.abort();
    this.#control = new AbortController();
  }
}
