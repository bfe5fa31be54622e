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
}

export interface Transcriber extends Stage {
  transcribe(pcm: Pcm, request: { language: string; signal: AbortSignal }): Promise<Heard>;
}

/** A dialect that hears the sound as it comes, and says what it understood so far. */
export interface LiveTranscriber extends Transcriber {
  push(pcm: Pcm): void;
  onPartial(listener: (text: string) => void): void;
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
