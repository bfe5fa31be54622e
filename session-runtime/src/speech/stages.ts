import type { Pcm } from '../audio/index.ts';
import type { EndpointHealth } from '../pool/index.ts';

/** What one call of a model cost, for the turn record. */
export interface CallCost {
  readonly stage: 'transcribe' | 'think' | 'speak';
  readonly url: string;
  readonly milliseconds: number;
  readonly attempts: number;
}

export interface Stage {
  health(): EndpointHealth[];
}

export interface Heard {
  readonly text: string;
  readonly cost: CallCost;
  /** These words stand: what is said next is heard by itself. Otherwise all of it is heard again. */
  readonly settled: boolean;
}

/** One stretch of the caller's speech on its way to words. */
export interface Take {
  /** Sound as it is spoken, for those who hear it as it comes. */
  push(pcm: Pcm): void;
  /** The stretch is over. `sound` is all of it, for those who take it at once. */
  finish(sound: Pcm, signal: AbortSignal): Promise<Heard>;
  cancel(): void;
}

export interface Transcriber extends Stage {
  /** `onPartial` is told what is understood so far, by those who can. */
  listen(request: { language: string; onPartial: (text: string) => void }): Take;
}

export type Message =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly content: string; readonly toolCallId: string };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type Thought =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tools'; readonly calls: readonly ToolCall[] }
  | { readonly type: 'tokens'; readonly read: number; readonly written: number }
  | { readonly type: 'cost'; readonly cost: CallCost };

export interface Thinker extends Stage {
  think(
    messages: readonly Message[],
    request: { tools: readonly ToolDeclaration[]; signal: AbortSignal },
  ): AsyncIterable<Thought>;
}

export interface Speaker extends Stage {
  /** The sound of one sentence at SPEAK_RATE, as it is made. `onCost` is told at the first byte. */
  speak(text: string, request: { signal: AbortSignal; onCost: (cost: CallCost) => void }): AsyncIterable<Pcm>;
}
