import { ConnectionError, SwitchboardError } from './errors.ts';
import { type ConversationEvent, conversationEvent } from './events.ts';
import type {
  Agent,
  AgentChange,
  Capacity,
  ClientToken,
  ClientTokenRequest,
  Connection,
  Dashboard,
  DeadHooks,
  Feedback,
  Fleet,
  HookList,
  Inject,
  Key,
  KeyCreated,
  KeyRequest,
  Me,
  Models,
  Pool,
  PoolScale,
  Queue,
  QueueCleared,
  Say,
  Session,
  SessionCreate,
  SessionLimits,
  SessionList,
  SessionReady,
  Status,
  Timeline,
  Transcript,
  Vitals,
  Workers,
} from './generated/types.ts';
import { type ServerEvent, serverEvents } from './sse.ts';
import { type Call, type ClientOptions, Transport } from './transport.ts';

export interface Started {
  readonly session: Session;
  readonly connection: Connection;
}

export interface StartOptions {
  /** Makes repeats safe: the same key and request are one conversation. A random one unless given. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Called while the session waits, with its place in the queue where it has one. */
  readonly onWaiting?: (session: Session) => void;
}

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** id of the last event that is known. */
  readonly after?: string;
  /** Called when the stream is there, and when it is lost and taken up again. */
  readonly onConnection?: (connected: boolean) => void;
}

export type SessionQuery = { readonly [K in 'agent' | 'phase' | 'endReason' | 'node' | 'cursor']?: string } & {
  readonly limit?: number;
};

const idOf = (id: string) => encodeURIComponent(id);
const RECONNECT_MS = 1000;
const WAIT_MS = 2000;
/** Waits between the tries of a create that was broken off: a gateway that fell is back, or another serves, by then. */
const BROKEN_OFF_MS = [100, 200, 400, 800, 1600];

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The gateway's API, typed from its OpenAPI document. */
export class Switchboard {
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
  }

  /**
   * Starts a conversation and resolves when the agent is in the room, however long the queue is. Where the connection is
   * refused or breaks it asks again; the Idempotency-Key makes that safe. Whoever gives up while it waits leaves the
   * queue, unless the key is their own: others may wait under it.
   */
  async start(request: SessionCreate, options: StartOptions = {}): Promise<Started> {
    const { signal, onWaiting, idempotencyKey = crypto.randomUUID() } = options;
    let waiting: Session | undefined;
    const leaveQueue = () => {
      if (waiting && options.idempotencyKey === undefined) this.stop(waiting.id, 'Now').catch(() => undefined);
    };
    signal?.addEventListener('abort', leaveQueue, { once: true });
    try {
      for (;;) {
        const call = { method: 'POST', body: request, headers: { 'Idempotency-Key': idempotencyKey }, signal } as const;
        const answer = await this.#answered<Partial<SessionReady> & { session: Session }>('/v1/sessions', call);
        if (answer.connection) return { session: answer.session, connection: answer.connection };
        waiting = answer.session;
        onWaiting?.(waiting);
        await pause(request.waitSeconds === 0 ? WAIT_MS : 0, signal);
      }
    } finally {
      signal?.removeEventListener('abort', leaveQueue);
    }
  }

  /** What was answered, with whatever status, is the answer: only what was broken off is asked again. */
  async #answered<T>(path: string, call: Call): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#transport.json<T>(path, call);
      } catch (error) {
        const wait = BROKEN_OFF_MS[tries];
        if (!(error instanceof ConnectionError) || wait === undefined) throw error;
        await pause(wait, call.signal);
      }
    }
  }

  list(query: SessionQuery = {}): Promise<SessionList> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const entries = given.map(([name, value]): [string, string] => [name, String(value)]);
    return this.#transport.json(`/v1/sessions?${new URLSearchParams(entries)}`);
  }

  get(id: string): Promise<Session> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}`);
  }

  stop(id: string, mode: 'Goodbye' | 'Now' = 'Goodbye'): Promise<Session> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}/stop`, { method: 'POST', body: { mode } });
  }

  changeLimits(id: string, limits: SessionLimits): Promise<Session> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}/limits`, { method: 'PATCH', body: limits });
  }

  /** For joining again. */
  async token(id: string): Promise<Connection> {
    const { connection } = await this.#transport.json<{ connection: Connection }>(`/v1/sessions/${idOf(id)}/token`, {
      method: 'POST',
    });
    return connection;
  }

  async say(id: string, say: Say): Promise<void> {
    await this.#transport.json(`/v1/sessions/${idOf(id)}/say`, { method: 'POST', body: say });
  }

  async inject(id: string, inject: Inject): Promise<void> {
    await this.#transport.json(`/v1/sessions/${idOf(id)}/inject`, { method: 'POST', body: inject });
  }

  async interrupt(id: string): Promise<void> {
    await this.#transport.json(`/v1/sessions/${idOf(id)}/interrupt`, { method: 'POST' });
  }

  async feedback(id: string, feedback: Feedback): Promise<void> {
    await this.#transport.json(`/v1/sessions/${idOf(id)}/feedback`, { method: 'POST', body: feedback });
  }

  transcript(id: string): Promise<Transcript> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}/transcript?format=json`);
  }

  /**
   * What happens, as it happens, until the conversation has ended. A broken connection is taken up again where it
   * broke: what is stored (status, transcripts, turns) comes once and in order.
   */
  async *events(id: string, options: FollowOptions = {}): AsyncGenerator<ConversationEvent> {
    let ended = false;
    for await (const { event, data } of this.#follow(`/v1/sessions/${idOf(id)}/events`, options, () => ended)) {
      const known = conversationEvent(event, data);
      if (known) yield known;
      ended ||= known?.type === 'session' && known.session.phase === 'Ended';
    }
  }

  /** The fleet as it changes, until the signal aborts. */
  async *fleet(options: FollowOptions = {}): AsyncGenerator<Fleet> {
    for await (const { event, data } of this.#follow('/v1/status/events', options))
      if (event === 'fleet') yield JSON.parse(data) as Fleet;
  }

  async *#follow(
    path: string,
    { signal, after, onConnection }: FollowOptions,
    over: () => boolean = () => false,
  ): AsyncGenerator<ServerEvent> {
    let last = after;
    while (!over()) {
      try {
        const headers = { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': last }) };
        const response = await this.#transport.open(path, { headers, signal });
        onConnection?.(true);
        for await (const event of serverEvents(response.body as ReadableStream<Uint8Array>)) {
          last = event.id ?? last;
          yield event;
        }
        if (over()) return;
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof SwitchboardError && error.status < 500 && error.status !== 429) throw error;
        if (!(error instanceof SwitchboardError || error instanceof ConnectionError || error instanceof TypeError))
          throw error;
      }
      onConnection?.(false);
      await pause(RECONNECT_MS, signal).catch(() => undefined);
      if (signal?.aborted) return;
    }
  }

  /** Memory and gaps in the sound over time, as far as the gateway has heard them. */
  vitals(id: string): Promise<Vitals> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}/vitals`);
  }

  /** Conditions and Kubernetes Events. */
  timeline(id: string): Promise<Timeline> {
    return this.#transport.json(`/v1/sessions/${idOf(id)}/timeline`);
  }

  async agents(): Promise<Agent[]> {
    return (await this.#transport.json<{ agents: Agent[] }>('/v1/agents')).agents;
  }

  agent(name: string): Promise<Agent> {
    return this.#transport.json(`/v1/agents/${idOf(name)}`);
  }

  /** With the generation that was edited, a conflict is thrown if somebody else changed it since. */
  changeAgent(name: string, change: AgentChange, generation?: number): Promise<Agent> {
    const headers: Record<string, string> = generation === undefined ? {} : { 'If-Match': String(generation) };
    return this.#transport.json(`/v1/agents/${idOf(name)}`, { method: 'PATCH', body: change, headers });
  }

  async pools(): Promise<Pool[]> {
    return (await this.#transport.json<{ pools: Pool[] }>('/v1/pools')).pools;
  }

  scalePool(name: string, scale: PoolScale): Promise<Pool> {
    return this.#transport.json(`/v1/pools/${idOf(name)}/scale`, { method: 'POST', body: scale });
  }

  queue(): Promise<Queue> {
    return this.#transport.json('/v1/queue');
  }

  clearQueue(): Promise<QueueCleared> {
    return this.#transport.json('/v1/queue', { method: 'DELETE' });
  }

  status(): Promise<Status> {
    return this.#transport.json('/v1/status');
  }

  workers(): Promise<Workers> {
    return this.#transport.json('/v1/status/workers');
  }

  models(): Promise<Models> {
    return this.#transport.json('/v1/status/models');
  }

  /** For a back end: a short-lived token that a browser may hold. */
  clientToken(request: ClientTokenRequest = {}): Promise<ClientToken> {
    return this.#transport.json('/v1/client-tokens', { method: 'POST', body: request });
  }

  me(): Promise<Me> {
    return this.#transport.json('/v1/me');
  }

  async keys(): Promise<Key[]> {
    return (await this.#transport.json<{ keys: Key[] }>('/v1/keys')).keys;
  }

  createKey(request: KeyRequest): Promise<KeyCreated> {
    return this.#transport.json('/v1/keys', { method: 'POST', body: request });
  }

  async revokeKey(id: string): Promise<void> {
    await this.#transport.open(`/v1/keys/${idOf(id)}`, { method: 'DELETE' });
  }

  async hooks(): Promise<HookList['hooks']> {
    return (await this.#transport.json<HookList>('/v1/hooks')).hooks;
  }

  async deadHooks(): Promise<DeadHooks['deliveries']> {
    return (await this.#transport.json<DeadHooks>('/v1/hooks/dead')).deliveries;
  }

  async resendHook(sequence: number): Promise<void> {
    await this.#transport.json(`/v1/hooks/dead/${sequence}/resend`, { method: 'POST' });
  }

  dashboard(): Promise<Dashboard> {
    return this.#transport.json('/dashboard');
  }

  capacity(): Promise<Capacity> {
    return this.#transport.json('/v1/capacity');
  }
}
