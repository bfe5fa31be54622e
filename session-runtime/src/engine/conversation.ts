import type { Pcm } from '../audio/index.ts';
import { initialTurn, nextTimer, type TurnEffect, type TurnEvent, type TurnState, turn } from '../turn/index.ts';
import { Captions } from './captions.ts';
import type { Engine, EngineUsage, SayOptions } from './engine.ts';
import { Floor } from './floor.ts';
import { Listener } from './listener.ts';
import type { ConversationParts, ConversationRules } from './parts.ts';
import { Tally } from './tally.ts';

interface Saying {
  readonly text: string;
  readonly interruptible: boolean;
}

const MAX_SAYINGS = 8;

/** The cascade: ear, turn taking, transcript, thought, voice. The turn machine decides; this does what it says. */
export class Conversation implements Engine {
  readonly #parts: ConversationParts;
  readonly #listener: Listener;
  readonly #floor: Floor;
  readonly #captions: Captions;
  readonly #tally = new Tally();
  readonly #sayings: Saying[] = [];
  #rules: ConversationRules;
  #state: TurnState;
  #cancelTimer: () => void = () => {};
  #stopped = false;
  #farewell: Promise<void> | undefined;

  constructor(parts: ConversationParts, rules: ConversationRules) {
    this.#parts = parts;
    this.#rules = rules;
    this.#state = initialTurn(parts.clock.monotonic(), rules);
    const captions = new Captions(parts.events);
    this.#captions = captions;
    const tally = this.#tally;
    this.#listener = new Listener(parts, rules, { captions, tally, on: (event) => this.#happen(event) });
    this.#floor = new Floor(parts, rules, {
      captions,
      tally,
      audible: () => this.#happen({ type: 'answer-audible', at: this.#now() }),
      ended: () => this.#happen({ type: 'answer-ended', at: this.#now() }),
    });
  }

  greet(): void {
    const { apology, filler, silencePrompt, greeting, interruptible } = this.#rules;
    if (greeting) this.say(greeting, { interruptible, interrupt: false }, 'greeting');
    void this.#parts.phrases.prepare([filler, apology, silencePrompt]);
  }

  hear(window: Pcm): void {
    this.#listener.hear(window);
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
    this.#listener.stop();
    this.#floor.stop();
  }

  #takeLeave(text: string, withinMs: number): Promise<void> {
    this.#sayings.length = 0;
    this.#listener.abort();
    this.#rules = { ...this.#rules, interruptible: false, silencePromptSeconds: 0 };
    return this.#floor.leave(text, withinMs);
  }

  #happen(event: TurnEvent): void {
    if (this.#stopped || (this.#farewell && event.type !== 'answer-audible' && event.type !== 'answer-ended')) return;
    if (event.type === 'speech-started') this.#floor.hush();
    const rules = this.#floor.guarded ? { ...this.#rules, interruptible: false } : this.#rules;
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
        this.#floor.hold();
        return;
      case 'resume':
        this.#floor.resume();
        return;
      case 'cut':
        this.#floor.cut();
        return;
      case 'transcribe':
        void this.#listener.transcribe(effect.revision);
        return;
      case 'draft':
        this.#floor.prepare(effect.text);
        return;
      case 'drop-draft':
        this.#floor.dropDraft();
        return;
      case 'answer':
        this.#reply(effect.text, effect.speechEndedAt);
        return;
      case 'reopen':
        this.#floor.reopen();
        return;
      case 'forget':
        this.#listener.forget();
        return;
      case 'apologise':
        this.#floor.say({ trigger: 'prompt', text: this.#rules.apology });
        return;
      case 'reassure':
        this.#floor.reassure();
        return;
      case 'prompt':
        this.#floor.say({ trigger: 'prompt', text: this.#rules.silencePrompt });
        return;
      case 'idle':
        this.#parts.events.idle();
        return;
    }
  }

  #reply(text: string, speechEndedAt: number): void {
    const spoken = this.#listener.active;
    const answer = this.#floor.answerTo(text, spoken ? 'speech' : 'text');
    if (spoken) {
      this.#listener.fill(answer.ledger, speechEndedAt);
      this.#said(text, speechEndedAt);
      this.#listener.forget();
    }
    this.#floor.give(answer);
  }

  #said(text: string, endedAt: number): void {
    if (text === '') return;
    this.#tally.turn();
    this.#captions.callerSaid({ text, startedAt: this.#state.speechStartedAt, endedAt, interrupted: false });
  }

  #sayNext(trigger: 'say' | 'greeting'): void {
    if (this.#state.agent !== 'idle' || this.#state.user !== 'silent' || this.#floor.taken) return;
    const saying = this.#sayings.shift();
    if (!saying) return;
    this.#happen({ type: 'speak', at: this.#now() });
    this.#floor.say({ trigger, text: saying.text }, !saying.interruptible);
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

  #now(): number {
    return this.#parts.clock.monotonic();
  }
}

function moodOf(state: TurnState): 'listening' | 'thinking' | 'speaking' {
  if (state.agent === 'speaking' || (state.agent === 'held' && state.heldWhile === 'speaking')) return 'speaking';
  return state.agent === 'thinking' || state.agent === 'held' ? 'thinking' : 'listening';
}
