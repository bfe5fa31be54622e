import { API_VERSION, annotations, type rest, VoiceSession, type VoiceSessionObject } from '@switchboard/api';
import { type Client, isAlreadyExists, isNotFound, keyOf, resource } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { CreateLimit } from '../auth/limits.ts';
import { type Principal, sees } from '../auth/principal.ts';
import { notFound, ProblemError } from '../http/problem.ts';
import { refusal } from '../http/refusal.ts';
import { callerToken, type TokenSigner } from '../livekit/token.ts';
import type { StartTraces } from '../tracing.ts';
import { sessionManifest } from './manifest.ts';
import { nameOfKey, randomName, requestHash } from './naming.ts';
import type { Progress } from './progress.ts';
import type { SessionWatch } from './watch.ts';

export const voiceSessions = resource<VoiceSessionObject>(API_VERSION, VoiceSession.kind, VoiceSession.plural);

export interface Outcome {
  readonly session: VoiceSessionObject;
  readonly progress: Progress;
}

export interface SessionServiceOptions {
  readonly client: Client;
  readonly watch: SessionWatch;
  readonly signer: TokenSigner;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly createLimit: CreateLimit;
  /** False while the installation takes no new conversations. */
  readonly accepts: () => boolean;
  /** Aborts when this gateway is going down: who waits is answered with what is known. */
  readonly closing: AbortSignal;
  readonly traces: StartTraces;
}

export interface Wish {
  readonly request: rest.SessionCreate;
  readonly idempotencyKey?: string | undefined;
  readonly sharedWith?: string | undefined;
}

/** As the operator will write it a moment from now, for a session whose agent was heard to be in the room. */
function asReady(session: VoiceSessionObject, { room, identity }: { room: string; identity: string }) {
  const phase = session.status?.phase;
  if (phase === 'Ready' || phase === 'Active') return session;
  const { queuePosition: _position, reason: _reason, message: _message, ...status } = session.status ?? {};
  return { ...session, status: { ...status, phase: 'Ready' as const, room, identity } };
}

/** What clients do with sessions. Every method takes the principal, whose tenant is the only namespace it touches. */
export class SessionService {
  readonly #options: SessionServiceOptions;

  constructor(options: SessionServiceOptions) {
    this.#options = options;
  }

  get #api() {
    return this.#options.client.of(voiceSessions);
  }

  /** Creates, or finds what the same Idempotency-Key created before. One API write. */
  async create(principal: Principal, { request, idempotencyKey, sharedWith }: Wish): Promise<VoiceSessionObject> {
    if (principal.session !== undefined || (principal.agent !== undefined && principal.agent !== request.agent))
      throw new ProblemError('forbidden', 'This token may not start a session with this agent.');
    this.#options.createLimit.take(principal.tenant);
    const hash = requestHash(request);
    // Callers of one tenant do not know each other's keys, and must not meet in one session.
    const owner = principal.role === 'caller' ? `${principal.tenant}\n${principal.id}` : principal.tenant;
    const name = idempotencyKey === undefined ? randomName() : nameOfKey(owner, idempotencyKey);
    const origin = {
      name,
      tenant: principal.tenant,
      createdBy: principal.id,
      hash,
      keyed: idempotencyKey !== undefined,
      sharedWith,
      traceparent: this.#options.traces.begin(),
    };
    if (!this.#options.accepts()) return this.#known(origin);
    try {
      const session = await this.#options.traces.step('create VoiceSession', () =>
        this.#api.create(sessionManifest(request, origin) as VoiceSessionObject),
      );
      this.#options.watch.offer(session);
      return session;
    } catch (error) {
      if (isAlreadyExists(error)) return this.#replay(origin);
      throw refusal(error);
    }
  }

  /** A repeated request finds its conversation, and nobody starts another. */
  async #known(origin: { name: string; tenant: string; hash: string }): Promise<VoiceSessionObject> {
    return this.#replay(origin).catch((error: unknown) => {
      if (!(error instanceof ProblemError && error.type === 'not-found')) throw error;
      const detail = 'No new conversations are taken here now; those that are there go on.';
      throw new ProblemError('unavailable', detail, { retryAfterSeconds: 60 });
    });
  }

  async #replay(origin: { name: string; tenant: string; hash: string }): Promise<VoiceSessionObject> {
    const session = await this.#read(origin.tenant, origin.name);
    if (session.metadata.annotations?.[annotations.requestHash] === origin.hash) return session;
    throw new ProblemError(
      'idempotency-mismatch',
      'This Idempotency-Key was used with another body. Use a new key for a new conversation.',
    );
  }

  /** Waits until the session is ready or has ended, for the seconds given or until the client is gone. */
  async settle(session: VoiceSessionObject, seconds: number, gone: AbortSignal): Promise<Outcome> {
    const signal = AbortSignal.any([gone, this.#options.closing, AbortSignal.timeout(seconds * 1000)]);
    const { session: known = session, progress } = await this.#options.traces.step('wait for the agent', () =>
      this.#options.watch.settled(keyOf(session), signal),
    );
    return { session: progress.kind === 'ready' ? asReady(known, progress) : known, progress };
  }

  progressOf(session: VoiceSessionObject): Progress {
    return this.#options.watch.progressOf(session);
  }

  /** The client of a session without a key is gone before it was ready: nobody will ever join it. */
  async abandon(session: VoiceSessionObject): Promise<void> {
    const { namespace, name, uid } = session.metadata;
    const discarded = {
      metadata: { annotations: { [annotations.discard]: 'true' } },
      spec: { stop: true, stopMode: 'Now' },
    };
    await this.#api.patch({ namespace, name }, discarded, { uid }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }

  get(principal: Principal, id: string): VoiceSessionObject {
    const session = this.#options.watch.store.get(`${principal.tenant}/${id}`);
    if (!session || !sees(principal, session)) throw notFound('session of this id');
    return session;
  }

  /** Every session of the tenant that the principal may know of. */
  all(principal: Principal): VoiceSessionObject[] {
    const sessions = this.#options.watch.store.byIndex('namespace', principal.tenant);
    return principal.role === 'caller' ? sessions.filter((session) => sees(principal, session)) : sessions;
  }

  async #read(namespace: string, name: string): Promise<VoiceSessionObject> {
    const cached = this.#options.watch.store.get(`${namespace}/${name}`);
    if (cached) return cached;
    try {
      const session = await this.#api.get({ namespace, name });
      this.#options.watch.offer(session);
      return session;
    } catch (error) {
      if (isNotFound(error)) throw notFound('session of this id');
      throw error;
    }
  }

  async stop(principal: Principal, id: string, mode: 'Goodbye' | 'Now'): Promise<VoiceSessionObject> {
    return this.#change(principal, id, { spec: { stop: true, stopMode: mode } });
  }

  async changeLimits(principal: Principal, id: string, limits: object): Promise<VoiceSessionObject> {
    return this.#change(principal, id, { spec: { limits } });
  }

  async #change(principal: Principal, id: string, patch: object): Promise<VoiceSessionObject> {
    const { namespace, name, uid } = this.get(principal, id).metadata;
    try {
      const changed = await this.#api.patch({ namespace, name }, patch, { uid });
      this.#options.watch.offer(changed);
      return changed;
    } catch (error) {
      if (isNotFound(error)) throw notFound('session of this id');
      throw refusal(error);
    }
  }

  async connection(session: VoiceSessionObject, at: { room: string; identity: string }): Promise<rest.Connection> {
    const { signer, publicUrl, clock } = this.#options;
    const now = clock.now();
    const createdMs = Date.parse(session.metadata.creationTimestamp ?? '') || now;
    const caller = { ...at, participant: session.spec.participant, createdMs };
    return { server_url: publicUrl, participant_token: await callerToken(caller, signer, now) };
  }
}
