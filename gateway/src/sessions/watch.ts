import type { VoiceSessionObject } from '@switchboard/api';
import { type Key, keyOf, type Reflector } from '@switchboard/kube';
import type { Joined } from './joined.ts';
import { type Progress, progressOf } from './progress.ts';

type Waiter = (session: VoiceSessionObject | undefined) => void;

/** Sessions as the watch cache has them, and those who wait for one to change. */
export class SessionWatch {
  readonly #reflector: Reflector<VoiceSessionObject>;
  readonly #waiters = new Map<Key, Set<Waiter>>();
  readonly #joined: Pick<Joined, 'has' | 'onJoin'>;

  constructor(reflector: Reflector<VoiceSessionObject>, joined: Pick<Joined, 'has' | 'onJoin'>) {
    this.#reflector = reflector;
    this.#joined = joined;
    joined.onJoin((pod) => {
      for (const session of this.store.byIndex('pod', pod)) this.#tell(session);
    });
    reflector.onChange((change) => {
      if (change.type !== 'deleted') return this.#tell(change.object);
      for (const waiter of this.#waiters.get(keyOf(change.object)) ?? []) waiter(undefined);
    });
  }

  progressOf(session: VoiceSessionObject): Progress {
    const pod = session.status?.pod?.uid;
    return progressOf(session, pod !== undefined && this.#joined.has(pod));
  }

  #tell(session: VoiceSessionObject): void {
    for (const waiter of this.#waiters.get(keyOf(session)) ?? []) waiter(session);
  }

  get store() {
    return this.#reflector.store;
  }

  /** Takes the answer of an own write ahead of the watch. */
  offer(session: VoiceSessionObject): void {
    this.#reflector.offer(session);
  }

  /** Calls back with the tenant whenever one of its sessions changes. */
  onChange(listener: (tenant: string) => void): () => void {
    return this.#reflector.onChange(({ object }) => listener(object.metadata.namespace));
  }

  /** Calls back for every change from now on, with undefined once the session is gone. */
  follow(key: Key, waiter: Waiter): () => void {
    this.#remember(key, waiter);
    return () => this.#forget(key, waiter);
  }

  /** Resolves when the session is ready, has ended or is gone, or with what is known when the signal aborts. */
  settled(key: Key, signal: AbortSignal): Promise<{ session: VoiceSessionObject | undefined; progress: Progress }> {
    return new Promise((resolve) => {
      const finish = (session: VoiceSessionObject | undefined, progress: Progress) => {
        signal.removeEventListener('abort', expire);
        this.#forget(key, look);
        resolve({ session, progress });
      };
      const look: Waiter = (session) => {
        if (!session)
          return finish(undefined, { kind: 'ended', reason: 'Deleted', message: 'The session was deleted.' });
        const progress = this.progressOf(session);
        if (progress.kind !== 'waiting') finish(session, progress);
      };
      const expire = () => finish(this.store.get(key), { kind: 'waiting' });
      this.#remember(key, look);
      signal.addEventListener('abort', expire, { once: true });
      const known = this.store.get(key);
      if (known) look(known);
      if (signal.aborted) expire();
    });
  }

  #remember(key: Key, waiter: Waiter): void {
    const waiters = this.#waiters.get(key) ?? new Set();
    this.#waiters.set(key, waiters.add(waiter));
  }

  #forget(key: Key, waiter: Waiter): void {
    const waiters = this.#waiters.get(key);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(key);
  }
}
