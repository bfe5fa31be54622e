import type { Message } from '../speech/index.ts';
import { Answer, type AnswerEnd, type AnswerRequest } from './answer.ts';
import type { Captions } from './captions.ts';
import type { ConversationParts, ConversationRules } from './parts.ts';
import type { Tally } from './tally.ts';

export interface FloorWiring {
  readonly captions: Captions;
  readonly tally: Tally;
  audible(): void;
  /** What was being said has been said; it is in the history already. */
  ended(): void;
}

const FAILURES_UNTIL_LOST = 3;

/** Our side: what is being said, what is being prepared unheard, and what the history keeps of it. */
export class Floor {
  readonly #parts: ConversationParts;
  readonly #rules: ConversationRules;
  readonly #wiring: FloorWiring;
  #draft: { text: string; answer: Answer } | undefined;
  #answer: Answer | undefined;
  /** Words that bridge a late transcript; what follows waits for their end. */
  #bridge: Answer | undefined;
  /** The caller's words that the answer is to, not yet in the history. */
  #question: string | undefined;
  /** Words that were asked before the caller went on speaking. */
  #carried = '';
  #failures = 0;
  #startedAt = 0;
  #guarded = false;
  #over = false;
  #stopped = false;

  constructor(parts: ConversationParts, rules: ConversationRules, wiring: FloorWiring) {
    this.#parts = parts;
    this.#rules = rules;
    this.#wiring = wiring;
  }

  get taken(): boolean {
    return this.#answer !== undefined;
  }

  /** Whether what is being said must not be interrupted, whatever the agent's rule is. */
  get guarded(): boolean {
    return this.#guarded;
  }

  hold(): void {
    this.#answer?.hold();
  }

  resume(): void {
    this.#answer?.resume();
  }

  cut(): void {
    this.#wiring.tally.interrupted();
    this.#close('cut');
  }

  /** Begins an answer to words that may still grow. */
  prepare(text: string): void {
    this.dropDraft();
    this.#draft = { text, answer: this.#make(this.#thoughtAbout(text, 'speech')) };
  }

  dropDraft(): void {
    this.#draft?.answer.cut();
    this.#draft = undefined;
  }

  /** The answer to these words: the one that was prepared, if it was to the same. */
  answerTo(text: string, trigger: 'speech' | 'text'): Answer {
    const drafted = this.#draft?.text === text ? this.#draft.answer : undefined;
    if (!drafted) this.dropDraft();
    this.#draft = undefined;
    const answer = drafted ?? this.#make(this.#thoughtAbout(text, trigger));
    this.#question = this.#asked(text);
    this.#carried = '';
    return answer;
  }

  say(request: AnswerRequest, guarded = false): void {
    this.#guarded = guarded;
    this.give(this.#make(request));
  }

  give(answer: Answer): void {
    this.#answer = answer;
    this.#startedAt = this.#now();
    answer.ledger.moments.endpoint ??= this.#startedAt;
    if (this.#bridge) void this.#bridge.done.then(() => answer.open());
    else answer.open();
    void answer.done.then((how) => {
      if (this.#answer !== answer) return;
      const { failed, afterwards } = this.#close(how) ?? {};
      this.#wiring.ended();
      if (this.#over) return;
      this.#countFailure(answer, failed === true);
      if (afterwards) this.#parts.events.finished(afterwards);
    });
  }

  /** The caller went on while we were still thinking: the question grows, the thought is dropped. */
  reopen(): void {
    this.#answer?.cut();
    this.#answer = undefined;
    this.#carried = this.#question ?? '';
    this.#question = undefined;
  }

  /** The transcript is late: something is said so that the caller hears somebody is there. */
  reassure(): void {
    if (this.#answer || this.#bridge) return;
    const bridge = this.#make({ trigger: 'prompt', text: this.#rules.filler });
    this.#bridge = bridge;
    bridge.open();
    void bridge.done.then(() => {
      this.#bridge = undefined;
    });
  }

  hush(): void {
    this.#bridge?.cut();
  }

  /** Ends the sentence that is being heard, says this, and nothing afterwards. */
  async leave(text: string, withinMs: number): Promise<void> {
    const { clock } = this.#parts;
    const deadline = this.#now() + withinMs;
    const bound = (promise: Promise<unknown>) =>
      Promise.race([promise, clock.sleep(Math.max(0, deadline - this.#now()))]);
    this.#over = true;
    this.dropDraft();
    this.hush();
    const current = this.#answer;
    current?.resume();
    if (current?.audible) {
      current.finishSentence();
      await bound(current.done);
    }
    current?.cut();
    if (this.#stopped || text === '') return;
    const goodbye = this.#make({ trigger: 'say', text });
    this.give(goodbye);
    await bound(goodbye.done);
    goodbye.cut();
  }

  stop(): void {
    this.#over = true;
    this.#stopped = true;
    this.dropDraft();
    this.hush();
    this.#answer?.cut();
  }

  #make(request: AnswerRequest): Answer {
    const { apology, filler } = this.#rules;
    const { captions, tally, audible } = this.#wiring;
    const answer: Answer = new Answer({ ...this.#parts, apology, filler }, request, {
      audible,
      began: (segment) => {
        if (!segment.aside) captions.agentInterim([answer.heardText, segment.text].filter(Boolean).join(' '));
      },
      underrun: () => {
        tally.underrun();
        this.#parts.events.underrun();
      },
    });
    return answer;
  }

  #thoughtAbout(text: string, trigger: 'speech' | 'text'): AnswerRequest {
    const { history } = this.#parts;
    const question = this.#asked(text);
    const messages = question === '' ? history.messages : history.with({ role: 'user', content: question });
    return { trigger, messages, endpointWaitMs: this.#rules.minEndpointingMilliseconds };
  }

  #asked(text: string): string {
    return [this.#carried, text].filter(Boolean).join(' ');
  }

  #countFailure(answer: Answer, failed: boolean): void {
    if (failed) this.#failures++;
    else if (answer.trigger === 'speech' || answer.trigger === 'text') this.#failures = 0;
    if (this.#failures >= FAILURES_UNTIL_LOST) this.#parts.events.modelsLost();
  }

  /** What was said goes into the history at once, so that the next question is asked with it: as far as it was heard. */
  #close(how: 'played' | 'cut'): AnswerEnd | undefined {
    const answer = this.#answer;
    if (!answer) return undefined;
    this.#answer = undefined;
    this.#guarded = false;
    if (how === 'cut') answer.cut();
    const end = answer.outcome(how);
    const asked: Message[] = this.#question ? [{ role: 'user', content: this.#question }] : [];
    this.#question = undefined;
    this.#parts.history.add(...asked, ...end.messages);
    this.#record(answer, end);
    return end;
  }

  #record(answer: Answer, end: AnswerEnd): void {
    const { captions, tally } = this.#wiring;
    tally.answered(answer, end);
    const interrupted = end.how === 'cut';
    if (!answer.audible && interrupted) return;
    this.#parts.events.turn(answer.ledger, interrupted);
    if (end.heard === '') return;
    captions.agentSaid({ text: end.heard, startedAt: this.#startedAt, endedAt: this.#now(), interrupted });
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }
}
