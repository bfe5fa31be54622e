import type { Pcm } from '../audio/index.ts';
import { countWords, type TurnEvent } from '../turn/index.ts';
import type { SpeechEvent } from '../vad/index.ts';
import type { Captions } from './captions.ts';
import { Dictation } from './dictation.ts';
import { Ear } from './ear.ts';
import type { Ledger } from './ledger.ts';
import type { ConversationParts, ConversationRules } from './parts.ts';
import type { Tally } from './tally.ts';

export interface ListenerWiring {
  readonly captions: Captions;
  readonly tally: Tally;
  readonly on: (event: TurnEvent) => void;
}

/** The caller's side: sound becomes starts and ends of speech, speech becomes words, words an opinion on whether more follows. */
export class Listener {
  readonly #parts: ConversationParts;
  readonly #rules: ConversationRules;
  readonly #wiring: ListenerWiring;
  readonly #ear: Ear;
  readonly #dictation: Dictation;
  /** Words understood while the caller still speaks, where the transcriber tells. */
  #words = 0;

  constructor(parts: ConversationParts, rules: ConversationRules, wiring: ListenerWiring) {
    const { clock } = parts;
    this.#parts = parts;
    this.#rules = rules;
    this.#wiring = wiring;
    this.#ear = new Ear(parts.vad, rules.listening, { clock, on: (event) => this.#heard(event) });
    this.#dictation = new Dictation(parts.transcriber, {
      language: rules.language,
      clock,
      onPartial: (text) => this.#understood(text),
    });
  }

  /** Whether the caller has said something that is not answered yet. */
  get active(): boolean {
    return this.#dictation.active;
  }

  hear(window: Pcm): void {
    this.#dictation.push(window);
    this.#ear.hear(window);
  }

  async transcribe(revision: number): Promise<void> {
    const { clock, endOfTurn } = this.#parts;
    const { on, captions } = this.#wiring;
    try {
      const heard = await this.#dictation.transcribe();
      if (heard === undefined) return;
      const { language } = this.#rules;
      const finished = heard.text !== '' && (await endOfTurn.finished({ ...heard, language }));
      captions.callerInterim(heard.text);
      on({ type: 'transcribed', at: clock.monotonic(), revision, text: heard.text, finished });
    } catch {
      on({ type: 'transcription-failed', at: clock.monotonic(), revision });
    }
  }

  fill(ledger: Ledger, speechEndedAt: number): void {
    ledger.moments.speechEnded = speechEndedAt;
    this.#dictation.fill(ledger);
  }

  forget(): void {
    this.#words = 0;
    this.#dictation.forget();
  }

  abort(): void {
    this.#dictation.abort();
  }

  stop(): void {
    this.#ear.stop();
    this.#dictation.abort();
  }

  #heard(event: SpeechEvent): void {
    const { on, tally } = this.#wiring;
    if (event.type === 'suspicion') on({ type: 'speech-suspected', at: event.at });
    else if (event.type === 'doubt') on({ type: 'speech-doubted', at: event.at });
    else if (event.type === 'start') {
      this.#words = 0;
      this.#dictation.begin();
      on({ type: 'speech-started', at: event.at, startedAt: event.startedAt });
    } else if (event.type === 'going') {
      this.#dictation.sealIfOverlong();
      on({ type: 'speech-going', at: event.at, startedAt: event.startedAt, words: this.#words });
    } else {
      tally.callerSpoke(event.endedAt - event.startedAt);
      on({ type: 'speech-ended', at: event.at, endedAt: event.endedAt });
    }
  }

  #understood(text: string): void {
    this.#words = countWords(text);
    this.#wiring.captions.callerInterim(text);
  }
}
