import type { Pcm } from '../audio/index.ts';
import type { EndpointHealth } from '../pool/index.ts';
import type { Afterwards } from '../tools/index.ts';
import type { Ledger } from './ledger.ts';

export type AgentMood = 'listening' | 'thinking' | 'speaking';

export interface SpokenText {
  readonly segment: string;
  readonly text: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly interrupted: boolean;
}

/** What an engine tells. Times are monotonic. */
export interface EngineEvents {
  mood(mood: AgentMood): void;
  callerInterim(segment: string, text: string): void;
  callerSaid(said: SpokenText): void;
  agentInterim(segment: string, text: string): void;
  agentSaid(said: SpokenText): void;
  turn(ledger: Ledger, interrupted: boolean): void;
  underrun(): void;
  /** The caller has been silent for as long as the limit allows. */
  idle(): void;
  /** The model asked for an end, and its last sentence has been heard. */
  finished(afterwards: Afterwards): void;
  /** Answers fail one after the other. */
  modelsLost(): void;
}

export interface SayOptions {
  readonly interruptible: boolean;
  readonly interrupt: boolean;
}

/** What talks: it takes frames and gives frames (to the sink it was made with). */
export interface Engine {
  greet(): void;
  /** A window of the caller's sound. */
  hear(window: Pcm): void;
  /** A typed message. */
  read(text: string): void;
  say(text: string, options: SayOptions): void;
  inject(role: 'system' | 'user', text: string, respond: boolean): void;
  interrupt(): void;
  idleAfter(ms: number): void;
  /** Finishes the sentence, says this and resolves when it has been heard or the bound has passed. */
  farewell(text: string, withinMs: number): Promise<void>;
  /** Gives memory back: caches and old history. */
  shed(): void;
  health(): Readonly<Record<'transcribe' | 'think' | 'speak', EndpointHealth[]>>;
  usage(): EngineUsage;
  stop(): void;
}

export interface EngineUsage {
  readonly turns: number;
  readonly interruptions: number;
  readonly callerSpeechMilliseconds: number;
  readonly agentSpeechMilliseconds: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly spokenCharacters: number;
  readonly toolCalls: number;
  readonly underruns: number;
}
