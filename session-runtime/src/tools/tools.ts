import type { ToolCall, ToolDeclaration } from '../speech/index.ts';

/** Who calls, as we know it. The model has no say in it. */
export interface Caller {
  readonly participant: { readonly identity: string; readonly name?: string; readonly metadata?: string };
  readonly channel: string;
  readonly session: { readonly uid: string; readonly name: string; readonly namespace: string };
  readonly agent: string;
}

export interface HttpTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly timeoutMs: number;
  readonly filler: string | undefined;
}

export type Afterwards = { readonly type: 'end' } | { readonly type: 'hand-over'; readonly to: string };

export interface ToolOutcome {
  readonly content: string;
  /** What is to happen once the answer has been spoken. */
  readonly afterwards?: Afterwards;
}

export interface BuiltIns {
  readonly endCall: { readonly description: string } | undefined;
  readonly handOver: { readonly description: string; readonly to: readonly string[] } | undefined;
}

export type Send = (tool: HttpTool, body: string, signal: AbortSignal) => Promise<string>;

const END_CALL = 'end_call';
const HAND_OVER = 'hand_over';
const MAX_RESULT = 8192;
const noParameters = { type: 'object', properties: {}, additionalProperties: false };

/** The functions that the model may call: the agent's own over HTTP, and ours. */
export class Tools {
  readonly declarations: readonly ToolDeclaration[];
  readonly #tools: ReadonlyMap<string, HttpTool>;
  readonly #builtIns: BuiltIns;
  readonly #caller: Caller;
  readonly #send: Send;

  constructor(tools: readonly HttpTool[], builtIns: BuiltIns, context: { caller: Caller; send: Send }) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#builtIns = builtIns;
    this.#caller = context.caller;
    this.#send = context.send;
    this.declarations = [
      ...tools.map(({ name, description, parameters }) => ({
        name,
        description,
        parameters: parameters ?? noParameters,
      })),
      ...declareBuiltIns(builtIns),
    ];
  }

  fillerFor(calls: readonly ToolCall[]): string | undefined {
    return calls.map((call) => this.#tools.get(call.name)?.filler).find((filler) => filler);
  }

  /** Never rejects: what went wrong is told to the model, which can tell the caller. */
  async run(call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    let args: unknown;
    try {
      args = JSON.parse(call.arguments || '{}');
    } catch {
      return failed('the arguments are not JSON');
    }
    if (typeof args !== 'object' || args === null || Array.isArray(args))
      return failed('the arguments are not an object');
    if (call.name === END_CALL && this.#builtIns.endCall) return { content: 'ok', afterwards: { type: 'end' } };
    if (call.name === HAND_OVER && this.#builtIns.handOver) return handOver(this.#builtIns.handOver, args);
    const tool = this.#tools.get(call.name);
    if (!tool) return failed(`there is no function ${call.name}`);
    const bound = AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]);
    try {
      const body = JSON.stringify({ arguments: args, caller: this.#caller });
      return { content: (await this.#send(tool, body, bound)).slice(0, MAX_RESULT) };
    } catch {
      return failed(bound.aborted && !signal.aborted ? `no answer within ${tool.timeoutMs} ms` : 'the function failed');
    }
  }
}

function handOver(allowed: { readonly to: readonly string[] }, args: object): ToolOutcome {
  const to = 'to' in args ? String(args.to) : allowed.to.length === 1 ? allowed.to[0] : undefined;
  if (!to || (allowed.to.length > 0 && !allowed.to.includes(to)))
    return failed(`"to" must be one of: ${allowed.to.join(', ')}`);
  return { content: 'ok', afterwards: { type: 'hand-over', to } };
}

const failed = (why: string): ToolOutcome => ({ content: JSON.stringify({ error: why }) });

function declareBuiltIns({ endCall, handOver: over }: BuiltIns): ToolDeclaration[] {
  const out: ToolDeclaration[] = [];
  if (endCall) out.push({ name: END_CALL, description: endCall.description, parameters: noParameters });
  if (over) {
    const to = { type: 'string', ...(over.to.length > 0 && { enum: over.to }) };
    out.push({
      name: HAND_OVER,
      description: over.description,
      parameters: { type: 'object', properties: { to }, required: ['to'], additionalProperties: false },
    });
  }
  return out;
}
