import type { IncomingMessage } from 'node:http';
import { type Answered, AttemptError, isAbort, type Pool } from '../pool/index.ts';
import { chunks, post } from './http.ts';
import type { PoolModel } from './model.ts';
import { sseData } from './sse.ts';
import type { Message, Thinker, Thought, ToolCall, ToolDeclaration } from './stages.ts';

export interface ChatOptions {
  readonly pool: Pool;
  readonly models: readonly PoolModel[];
  readonly temperature: number;
  readonly maxTokens: number;
}

const STALL_MS = 2500;
const MAX_BYTES = 1 << 20;
const MAX_TOOL_CALLS = 8;

type Delta = { content?: unknown; tool_calls?: unknown };

/** Streamed chat completions. A stream that breaks off is taken up by another endpoint from where it stopped. */
export class ChatThinker implements Thinker {
  readonly #options: ChatOptions;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  health() {
    return this.#options.pool.health();
  }

  async *think(
    messages: readonly Message[],
    request: { tools: readonly ToolDeclaration[]; signal: AbortSignal },
  ): AsyncIterable<Thought> {
    let said = '';
    for (let broken = 0; ; broken++) {
      const answer = await this.#ask(continued(messages, said), request);
      yield {
        type: 'cost',
        cost: { stage: 'think', url: answer.url, milliseconds: answer.firstByteMs, attempts: answer.attempts + broken },
      };
      let failure: AttemptError | undefined;
      try {
        for await (const thought of thoughts(answer.value.first, answer.value.rest)) {
          if (thought.type === 'text') said += thought.text;
          yield thought;
        }
        return;
      } catch (error) {
        failure = asAttemptError(error);
        if (isAbort(failure) || request.signal.aborted || broken >= 2) throw failure;
      } finally {
        answer.done(failure);
      }
    }
  }

  #ask(messages: readonly Message[], request: { tools: readonly ToolDeclaration[]; signal: AbortSignal }) {
    const { pool, models, temperature, maxTokens } = this.#options;
    return pool.run(async (url, signal) => {
      const model = modelFor(models, url);
      const response = await post({
        url: `${url}/chat/completions`,
        signal,
        headers: { ...model.headers, 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({
          model: model.name,
          messages: messages.map(wireMessage),
          stream: true,
          stream_options: { include_usage: true },
          temperature,
          max_tokens: maxTokens,
          ...(request.tools.length > 0 && {
            tools: request.tools.map((tool) => ({ type: 'function', function: tool })),
          }),
        }),
      });
      return firstEvent(response);
    }, request.signal) satisfies Promise<Answered<Opened>>;
  }
}

interface Opened {
  readonly first: string | undefined;
  readonly rest: AsyncGenerator<string>;
}

/** The first byte that counts is the first event: a head alone may come from a proxy with nothing behind it. */
async function firstEvent(response: IncomingMessage): Promise<Opened> {
  const rest = sseData(chunks(response, { stallMs: STALL_MS * 4, maxBytes: MAX_BYTES }));
  const { value, done } = await rest.next();
  if (done) throw new AttemptError('garbage', 'the answer has no events');
  if (value !== '[DONE]') deltaOf(value);
  return { first: value, rest };
}

async function* thoughts(first: string | undefined, rest: AsyncGenerator<string>): AsyncGenerator<Thought> {
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  let finished = false;
  const events = (async function* () {
    if (first !== undefined) yield first;
    yield* rest;
  })();
  for await (const event of events) {
    if (event === '[DONE]') {
      finished = true;
      break;
    }
    const { delta, ended, usage } = deltaOf(event);
    finished ||= ended;
    if (usage) yield usage;
    if (typeof delta.content === 'string' && delta.content !== '') yield { type: 'text', text: delta.content };
    if (Array.isArray(delta.tool_calls)) for (const part of delta.tool_calls) addToolPart(calls, part);
  }
  if (!finished) throw new AttemptError('stalled', 'the answer broke off');
  if (calls.size > 0) yield { type: 'tools', calls: [...calls.values()] satisfies ToolCall[] };
}

type Tokens = Extract<Thought, { type: 'tokens' }>;

function deltaOf(event: string): { delta: Delta; ended: boolean; usage: Tokens | undefined } {
  try {
    const parsed = JSON.parse(event) as {
      error?: unknown;
      usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } | null;
      choices?: { delta?: Delta; finish_reason?: unknown }[];
    };
    if (typeof parsed !== 'object' || parsed === null || parsed.error) throw new Error('an error inside the stream');
    const choice = parsed.choices?.[0];
    return {
      delta: choice?.delta ?? {},
      ended: typeof choice?.finish_reason === 'string',
      usage: tokensOf(parsed.usage),
    };
  } catch (cause) {
    throw new AttemptError('garbage', 'an event of the answer cannot be read', { cause });
  }
}

function tokensOf(
  usage: { prompt_tokens?: unknown; completion_tokens?: unknown } | null | undefined,
): Tokens | undefined {
  const read = Number(usage?.prompt_tokens ?? 0);
  const written = Number(usage?.completion_tokens ?? 0);
  return read > 0 || written > 0 ? { type: 'tokens', read, written } : undefined;
}

function addToolPart(calls: Map<number, { id: string; name: string; arguments: string }>, part: unknown): void {
  const {
    index = 0,
    id,
    function: fn,
  } = part as {
    index?: number;
    id?: string;
    function?: { name?: string; arguments?: string };
  };
  let call = calls.get(index);
  if (!call) {
    if (calls.size >= MAX_TOOL_CALLS) return;
    call = { id: id ?? `call-${index}`, name: '', arguments: '' };
    calls.set(index, call);
  }
  call.name += fn?.name ?? '';
  call.arguments += fn?.arguments ?? '';
}

function continued(messages: readonly Message[], said: string): readonly Message[] {
  if (said === '') return messages;
  return [
    ...messages,
    { role: 'assistant', content: said },
    { role: 'system', content: 'Your last answer was cut off. Go on from exactly where it stopped; repeat nothing.' },
  ];
}

function wireMessage(message: Message): unknown {
  if (message.role === 'tool') return { role: 'tool', content: message.content, tool_call_id: message.toolCallId };
  if (message.role !== 'assistant' || !message.toolCalls) return { role: message.role, content: message.content };
  return {
    role: 'assistant',
    content: message.content || null,
    tool_calls: message.toolCalls.map(({ id, name, arguments: args }) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  };
}

export function modelFor<M extends PoolModel>(models: readonly M[], url: string): M {
  const model = models.find((one) => one.urls.has(url)) ?? models[0];
  if (!model) throw new Error('a stage has no model: its list of pools is empty');
  return model;
}

export function asAttemptError(error: unknown): AttemptError {
  return error instanceof AttemptError
    ? error
    : new AttemptError('garbage', 'the answer cannot be read', { cause: error });
}
