import type { Clock } from '@switchboard/service';
import type { AudioSink } from '../playout/index.ts';
import type { Speaker, Thinker, Transcriber } from '../speech/index.ts';
import type { Tools } from '../tools/index.ts';
import type { EndOfTurn, TurnRules } from '../turn/index.ts';
import type { SegmenterOptions, Vad } from '../vad/index.ts';
import type { EngineEvents } from './engine.ts';
import type { History } from './history.ts';
import type { Phrases } from './phrases.ts';

/** What a conversation is made of: each can be replaced. */
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
