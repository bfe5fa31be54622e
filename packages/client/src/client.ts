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
  Feedback,
  Inject,
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
  Transcript,
  Workers,
} from './generated/types.ts';
import { serverEvents } from './sse.ts';
import { type ClientOptions, Transport } from './transport.ts';

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

export type SessionQuery = { readonly [K in 'agent' | 'phase' | 'endReason' | 'node' | 'cursor']?: string } & {
  readonly limit?: number;
};

const idOf = (id: string) => encodeURIComponent(id);
const RECONNECT_MS = 1000;
const WAIT_MS = 2000;

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

  /** Starts a conversation and resolves when the agent is in the room, however long the queue is. */
  async start(request: SessionCreate, options: StartOptions = {}): Promise<Started> {
    const { signal, onWaiting, idempotencyKey = crypto.randomUUID() } = options;
    for (;;) {
      const call = { method: 'POST', body: request, headers: { 'Idempotency-Key': idempotencyKey }, signal } as const;
      const answer = await this.#transport.json<Partial<SessionReady> & { session: Session }>('/v1/sessions', call);
      if (answer.connection) return { session: answer.session, connection: answer.connection };
      onWaiting?.(answer.session);
      await pause(request.waitSeconds === 0 ? WAIT_MS : 0, signal);
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
  async *events(id: string, options: { signal?: AbortSignal; after?: string } = {}): AsyncGenerator<ConversationEvent> {
    const { signal } = options;
    let last = options.after;
    let ended = false;
    while (!ended) {
      try {
        const headers = { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': last }) };
        const response = await this.#transport.open(`/v1/sessions/${idOf(id)}/events`, { headers, signal });
        for await (const { event, data, id: place } of serverEvents(
          response.body as unknown as AsyncIterable<Uint8Array>,
        )) {
          last = place ?? last;
          const known = conversationEvent(event, data);
          if (known) yield known;
          ended ||= known?.type === 'session' && known.session.phase === 'Ended';
        }
        if (ended) return;
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof SwitchboardError && error.status < 500 && error.status !== 429) throw error;
        if (!(error instanceof SwitchboardError || error instanceof ConnectionError || error instanceof TypeError))
          throw error;
      }
      await pause(RECONNECT_MS, signal).catch(() => undefined);
      if (signal?.aborted) return;
    }
  }

  async agents(): Promise<Agent[]> {
    return (await this.#transport.json<{ agents: Agent[] }>('/v1/agents')).agents;
  }

  agent(name: string): Promise<Agent> {
    return this.#transport.json(`/v1/agents/${idOf(name)}`);
  }

  changeAgent(name: string, change: AgentChange): Promise<Agent> {
    return this.#transport.json(`/v1/agents/${idOf(name)}`, { method: 'PATCH', body: change });
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

  dashboard(): Promise<Dashboard> {
    return this.#transport.json('/dashboard');
  }

  capacity(): Promise<Capacity> {
    return this.#transport.json('/v1/capacity');
  }
}
