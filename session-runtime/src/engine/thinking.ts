import { type Message, SentenceSplitter, speakable, type Thinker, type ToolCall } from '../speech/index.ts';
import type { Afterwards, Tools } from '../tools/index.ts';
import type { Ledger } from './ledger.ts';

export interface ThinkingWiring {
  readonly thinker: Thinker;
  readonly tools: Tools;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Resolves when the answer may have effects: tools are not called for an answer that may never be given. */
  readonly committed: Promise<void>;
  sentence(text: string): void;
  /** Tools are being called; the filler of one of them, if it has any. */
  calling(filler: string | undefined): () => void;
}

export interface Thoughts {
  /** Calls of tools and their answers, which the history needs. */
  readonly messages: Message[];
  text: string;
  afterwards: Afterwards | undefined;
}

const MAX_ROUNDS = 5;
const MAX_ANSWER = 8192;

/** Runs the model until it has said its answer, calling tools in between. `thoughts` fills up as it goes. */
export async function think(messages: readonly Message[], thoughts: Thoughts, wiring: ThinkingWiring): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !thoughts.afterwards; round++) {
    const before = thoughts.text.length;
    const calls = await oneRound([...messages, ...thoughts.messages], thoughts, wiring);
    if (calls.length === 0) return;
    await wiring.committed;
    const said = thoughts.text.slice(before);
    thoughts.messages.push({ role: 'assistant', content: said, toolCalls: calls });
    await callTools(calls, thoughts, wiring);
  }
}

async function oneRound(
  messages: readonly Message[],
  thoughts: Thoughts,
  wiring: ThinkingWiring,
): Promise<readonly ToolCall[]> {
  const { ledger, now, thinker, tools, signal } = wiring;
  const splitter = new SentenceSplitter();
  let calls: readonly ToolCall[] = [];
  const emit = (sentences: readonly string[]) => {
    for (const sentence of sentences.map(speakable).filter(Boolean)) {
      ledger.moments.firstSentence ??= now();
      wiring.sentence(sentence);
    }
  };
  ledger.moments.thinking ??= now();
  for await (const thought of thinker.think(messages, { tools: tools.declarations, signal })) {
    if (thought.type === 'cost') ledger.cost(thought.cost);
    else if (thought.type === 'tokens') ledger.tokens(thought.read, thought.written);
    else if (thought.type === 'tools') calls = thought.calls;
    else {
      ledger.moments.firstToken ??= now();
      thoughts.text += thought.text;
      if (thoughts.text.length > MAX_ANSWER) break;
      emit(splitter.push(thought.text));
    }
  }
  emit(splitter.flush());
  return calls;
}

async function callTools(calls: readonly ToolCall[], thoughts: Thoughts, wiring: ThinkingWiring): Promise<void> {
  const called = wiring.calling(wiring.tools.fillerFor(calls));
  wiring.ledger.toolCalls += calls.length;
  try {
    const outcomes = await Promise.all(calls.map((call) => wiring.tools.run(call, wiring.signal)));
    for (const [index, outcome] of outcomes.entries()) {
      const call = calls[index];
      if (!call) continue;
      thoughts.messages.push({ role: 'tool', content: outcome.content, toolCallId: call.id });
      thoughts.afterwards ??= outcome.afterwards;
    }
  } finally {
    called();
  }
}
