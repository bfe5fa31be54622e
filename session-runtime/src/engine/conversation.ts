import type { Clock } from '@switchboard/service';
import type { Pcm } from '../audio/index.ts';
import type { AudioSink } from '../playout/index.ts';
import type { Speaker, Thinker, Transcriber } from '../speech/index.ts';
import type { Tools } from '../tools/index.ts';
import {
  type EndOfTurn,
  initialTurn,
  nextTimer,
  type TurnEffect,
  type TurnEvent,
  type TurnRules,
  type TurnState,
  turn,
} from '../turn/index.ts';
import type { SegmenterOptions, Vad } from '../vad/index.ts';
import { Answer, type AnswerEnd, type AnswerRequest } from './answer.ts';
import { Dictation } from './dictation.ts';
import { Ear } from './ear.ts';
import type { Engine, EngineEvents, EngineUsage, SayOptions } from './engine.ts';
import type { History } from './history.ts';
import type { Phrases } from './phrases.ts';
import { Tally } from './tally.ts';

export interface ConversationParts {
  readonly vad: Vad;
  readonly transcriber: Transcriber;
  readonly thinker: Thinker;
  readonly speaker: Speaker;
  readonly tools: Tools;
  readonly endOfTurn: EndOfTurn;
  readonly sink: AudioSink;
  readonly clock: Clock;
  readonly history: History;
  readonly phrases: Phrases;
  readonly events: EngineEvents;
}

export interface ConversationRules extends TurnRules {
  readonly listening: Omit<SegmenterOptions, 'windowMs'>;
  readonly language: string;
  readonly greeting: string | undefined;
  readonly silencePrompt: string;
  readonly apology: string;
  readonly filler: string;
}

interface Saying {
  readonly text: string;
  readonly interruptible: boolean;
}

const MAX_SAYINGS = 8;
const FAILURES_UNTIL_LOST = 3;

/** The cascade: ear, turn taking, transcript, thought, voice. The turn machine decides; this does what it says. */
export class Conversation implements Engine {
  readonly #parts: ConversationParts;
  readonly #ear: Ear;
  readonly #dictation: Dictation;
  readonly #tally = new Tally();
  readonly #sayings: Saying[] = [];
  #rules: ConversationRules;
  #state: TurnState;
  #draft: { text: string; answer: Answer } | undefined;
  #answer: Answer | undefined;
  /** Words that bridge a late transcript; what follows waits for their end. */
  #bridge: Answer | undefined;
  /** The caller's words that the answer is to, not yet in the history. */
  #question: string | undefined;
  /** Words that were asked before the caller went on speaking. */
  #carried = '';
  #protected = false;
  #cancelTimer: () => void = () => {};
  #failures = 0;
  #startedAt = 0;
  #segment = 0;
  #stopped = false;
  #farewell: Promise<void> | undefined;

  constructor(parts: ConversationParts, rules: ConversationRules) {
    this.#parts = parts;
    this.#rules = rules;
    this.#state = initialTurn(parts.clock.monotonic(), rules);
    this.#ear = new Ear(parts.vad, rules.listening, {
      clock: parts.clock,
      on: (event) => {
        if (event.type === 'start') {
          this.#bridge?.cut();
          this.#dictation.begin();
        }
        if (event.type === 'going') this.#dictation.sealIfOverlong();
        if (event.type === 'end') this.#tally.callerSpoke(event.endedAt - event.startedAt);
        const type = `speech-${event.type === 'start' ? 'started' : event.type === 'end' ? 'ended' : 'going'}` as const;
        this.#happen({ ...event, type } as TurnEvent);
      },
    });
    this.#dictation = new Dictation(parts.transcriber, { language: rules.language, clock: parts.clock });
  }

  greet(): void {
    const { apology, filler, silencePrompt, greeting } = this.#rules;
    if (greeting) this.say(greeting, { interruptible: this.#rules.interruptible, interrupt: false }, 'greeting');
    void this.#parts.phrases.prepare([filler, apology, silencePrompt], () => {}).catch(() => {});
  }

  hear(window: Pcm): void {
    this.#dictation.push(window);
    this.#ear.hear(window);
  }

  read(text: string): void {
    this.#said(text, this.#now());
    this.#happen({ type: 'typed', at: this.#now(), text });
  }

  say(text: string, options: SayOptions, trigger: 'say' | 'greeting' = 'say'): void {
    if (this.#stopped || this.#farewell || this.#sayings.length >= MAX_SAYINGS) return;
    this.#sayings.push({ text, interruptible: options.interruptible });
    if (options.interrupt) this.interrupt();
    this.#sayNext(trigger);
  }

  inject(role: 'system' | 'user', text: string, respond: boolean): void {
    this.#parts.history.add({ role, content: text });
    if (respond && !this.#farewell) this.#happen({ type: 'typed', at: this.#now(), text: '' });
  }

  interrupt(): void {
    this.#happen({ type: 'interrupt', at: this.#now() });
  }

  idleAfter(ms: number): void {
    this.#rules = { ...this.#rules, idleMilliseconds: ms };
  }

  farewell(text: string, withinMs: number): Promise<void> {
    this.#farewell ??= this.#takeLeave(text, withinMs);
    return this.#farewell;
  }

  shed(): void {
    this.#parts.history.shed(4);
    this.#parts.phrases.shed([this.#rules.apology]);
  }

  health() {
    const { transcriber, thinker, speaker } = this.#parts;
    return { transcribe: transcriber.health(), think: thinker.health(), speak: speaker.health() };
  }

  usage(): EngineUsage {
    return this.#tally.usage();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#ear.stop();
    this.#dictation.abort();
    this.#draft?.answer.cut();
    this.#bridge?.cut();
    this.#answer?.cut();
  }

  async #takeLeave(text: string, withinMs: number): Promise<void> {
    const { clock } = this.#parts;
    const deadline = this.#now() + withinMs;
    const bound = (promise: Promise<unknown>) =>
      Promise.race([promise, clock.sleep(Math.max(0, deadline - this.#now()))]);
    this.#sayings.length = 0;
    this.#dictation.abort();
    this.#rules = { ...this.#rules, interruptible: false, silencePromptSeconds: 0 };
    this.#dropDraft();
    this.#bridge?.cut();
    const current = this.#answer;
    current?.resume();
    if (current?.audible) {
      current.finishSentence();
      await bound(current.done);
    }
    current?.cut();
    if (this.#stopped || text === '') return;
    const goodbye = this.#make({ trigger: 'say', text });
    this.#begin(goodbye);
    await bound(goodbye.done);
    goodbye.cut();
  }

  #happen(event: TurnEvent): void {
    if (this.#stopped || (this.#farewell && event.type !== 'answer-audible' && event.type !== 'answer-ended')) return;
    const rules = this.#protected ? { ...this.#rules, interruptible: false } : this.#rules;
    const before = this.#state;
    const step = turn(before, event, rules);
    this.#state = step.state;
    for (const effect of step.effects) this.#do(effect);
    this.#tellMood(before);
    this.#arm();
    if (step.state.agent === 'idle' && step.state.user === 'silent') this.#sayNext('say');
  }

  #do(effect: TurnEffect): void {
    switch (effect.type) {
      case 'hold':
        this.#answer?.hold();
        return;
      case 'resume':
        this.#answer?.resume();
        return;
      case 'cut':
        this.#tally.interrupted();
        this.#close('cut');
        return;
      case 'transcribe':
        return void this.#transcribe(effect.revision);
      case 'draft':
        this.#prepare(effect.text);
        return;
      case 'drop-draft':
        this.#dropDraft();
        return;
      case 'answer':
        this.#reply(effect.text, effect.speechEndedAt);
        return;
      case 'reopen':
        this.#reopen();
        return;
      case 'forget':
        this.#dictation.forget();
        return;
      case 'apologise':
        this.#begin(this.#make({ trigger: 'prompt', text: this.#rules.apology }));
        return;
      case 'reassure':
        this.#reassure();
        return;
      case 'prompt':
        this.#begin(this.#make({ trigger: 'prompt', text: this.#rules.silencePrompt }));
        return;
      case 'idle':
        this.#parts.events.idle();
        return;
    }
  }

  async #transcribe(revision: number): Promise<void> {
    try {
      const heard = await this.#dictation.transcribe();
      if (heard === undefined) return;
      const finished =
        heard.text !== '' && (await this.#parts.endOfTurn.finished({ ...heard, language: this.#rules.language }));
      if (heard.text !== '') this.#parts.events.callerInterim(this.#segmentName(), heard.text);
      this.#happen({ type: 'transcribed', at: this.#now(), revision, text: heard.text, finished });
    } catch {
      this.#happen({ type: 'transcription-failed', at: this.#now(), revision });
    }
  }

  #prepare(text: string): void {
    this.#dropDraft();
    this.#draft = { text, answer: this.#make(this.#thoughtAbout(text)) };
  }

  #thoughtAbout(text: string): AnswerRequest {
    const question = this.#asked(text);
    const messages =
      question === '' ? this.#parts.history.messages : this.#parts.history.with({ role: 'user', content: question });
    const wait = this.#rules.minEndpointingMilliseconds;
    return { trigger: 'speech', messages, endpointWaitMs: wait };
  }

  #asked(text: string): string {
    return [this.#carried, text].filter(Boolean).join(' ');
  }

  #dropDraft(): void {
    this.#draft?.answer.cut();
    this.#draft = undefined;
  }

  #reply(text: string, speechEndedAt: number): void {
    const typed = !this.#dictation.active;
    const drafted = this.#draft?.text === text ? this.#draft.answer : undefined;
    if (!drafted) this.#dropDraft();
    this.#draft = undefined;
    const answer = drafted ?? this.#make({ ...this.#thoughtAbout(text), ...(typed && { trigger: 'text' }) });
    this.#question = this.#asked(text);
    this.#carried = '';
    if (!typed) this.#heardSpeech(text, answer, speechEndedAt);
    answer.ledger.moments.endpoint = this.#now();
    this.#begin(answer);
  }

  #heardSpeech(text: string, answer: Answer, speechEndedAt: number): void {
    const { moments } = answer.ledger;
    moments.speechEnded = speechEndedAt;
    this.#dictation.fill(answer.ledger);
    this.#said(text, speechEndedAt);
    this.#dictation.forget();
  }

  #said(text: string, endedAt: number): void {
    if (text === '') return;
    this.#tally.turn();
    this.#parts.events.callerSaid({
      segment: this.#segmentName(),
      text,
      startedAt: this.#state.speechStartedAt,
      endedAt,
      interrupted: false,
    });
    this.#segment++;
  }

  /** The caller went on while we were still thinking: the question grows, the thought is dropped. */
  #reopen(): void {
    this.#answer?.cut();
    this.#answer = undefined;
    this.#carried = this.#question ?? '';
    this.#question = undefined;
  }

  #make(request: AnswerRequest): Answer {
    const { apology, filler } = this.#rules;
    const answer: Answer = new Answer({ ...this.#parts, apology, filler }, request, {
      audible: () => this.#happen({ type: 'answer-audible', at: this.#now() }),
      began: (segment) => {
        if (!segment.aside)
          this.#parts.events.agentInterim(
            this.#segmentName(),
            [answer.heardText, segment.text].filter(Boolean).join(' '),
          );
      },
      underrun: () => {
        this.#tally.underrun();
        this.#parts.events.underrun();
      },
    });
    return answer;
  }

  #begin(answer: Answer): void {
    this.#answer = answer;
    this.#startedAt = this.#now();
    answer.ledger.moments.endpoint ??= this.#startedAt;
    if (this.#bridge) void this.#bridge.done.then(() => answer.open());
    else answer.open();
    void answer.done.then((how) => {
      if (this.#answer !== answer) return;
      const { failed, afterwards } = this.#close(how) ?? {};
      this.#happen({ type: 'answer-ended', at: this.#now() });
      if (this.#stopped || this.#farewell) return;
      this.#countFailure(answer, failed === true);
      if (afterwards) this.#parts.events.finished(afterwards);
    });
  }

  #reassure(): void {
    if (this.#answer || this.#bridge) return;
    const bridge = this.#make({ trigger: 'prompt', text: this.#rules.filler });
    this.#bridge = bridge;
    bridge.open();
    void bridge.done.then(() => {
      this.#bridge = undefined;
    });
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
    this.#protected = false;
    if (how === 'cut') answer.cut();
    const end = answer.outcome(how);
    if (this.#question) this.#parts.history.add({ role: 'user', content: this.#question });
    this.#question = undefined;
    this.#parts.history.add(...end.messages);
    this.#record(answer, end);
    return end;
  }

  #record(answer: Answer, end: AnswerEnd): void {
    this.#tally.answered(answer, end);
    const interrupted = end.how === 'cut';
    if (!answer.audible && interrupted) return;
    this.#parts.events.turn(answer.ledger, interrupted);
    if (end.heard === '') return;
    this.#parts.events.agentSaid({
      segment: this.#segmentName(),
      text: end.heard,
      startedAt: this.#startedAt,
      endedAt: this.#now(),
      interrupted,
    });
    this.#segment++;
  }

  #sayNext(trigger: 'say' | 'greeting'): void {
    if (this.#state.agent !== 'idle' || this.#state.user !== 'silent' || this.#answer) return;
    const saying = this.#sayings.shift();
    if (!saying) return;
    this.#protected = !saying.interruptible;
    this.#happen({ type: 'speak', at: this.#now() });
    this.#begin(this.#make({ trigger, text: saying.text }));
  }

  #tellMood(before: TurnState): void {
    const mood = moodOf(this.#state);
    if (mood !== moodOf(before)) this.#parts.events.mood(mood);
  }

  #arm(): void {
    this.#cancelTimer();
    const at = nextTimer(this.#state);
    if (at === undefined) return;
    this.#cancelTimer = this.#parts.clock.after(Math.max(0, at - this.#now()), () =>
      this.#happen({ type: 'time', at: this.#now() }),
    );
  }

  #segmentName(): string {
    return `s${this.#segment}`;
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }
}

function moodOf(state: TurnState): 'listening' | 'thinking' | 'speaking' {
  if (state.agent === 'speaking' || (state.agent === 'held' && state.heldWhile === 'speaking')) return 'speaking';
  return state.agent === 'thinking' || state.agent === 'held' ? 'thinking' : 'listening';
}
