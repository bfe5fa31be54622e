import { type Client, isNotFound, isTransient, type Secret, secrets } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import { keySecretName, parseKey, secretMatches } from './key.ts';
import { type KeyRecord, keyRecord, type Principal } from './principal.ts';

interface Cached {
  readonly record: KeyRecord | undefined;
  readonly readAt: number;
  /** From then on the next request has it read again, without waiting for that. */
  readonly aheadAt: number;
  readonly until: number;
}

/** An attacker may invent ids without end; the oldest answers go first. */
const CACHE_LIMIT = 10_000;
/** While the API server is away nobody can revoke a key either: what it said last holds for this long. */
const AWAY_MS = 600_000;
const ASK_AGAIN_MS = 5_000;

export interface KeyStoreOptions {
  readonly namespace: string;
  readonly cacheSeconds: number;
  readonly clock: Clock;
}

/** Keys by id out of one namespace, one Secret each, believed for a few seconds. */
export class KeyStore {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #cacheMs: number;
  readonly #clock: Clock;
  readonly #cache = new Map<string, Cached>();
  readonly #reading = new Map<string, Promise<KeyRecord | undefined>>();

  constructor(client: Client, options: KeyStoreOptions) {
    this.#client = client;
    this.#namespace = options.namespace;
    this.#cacheMs = options.cacheSeconds * 1000;
    this.#clock = options.clock;
  }

  async principalOf(key: string): Promise<Principal | undefined> {
    const parsed = parseKey(key);
    if (!parsed) return undefined;
    const record = await this.#record(parsed.id);
    if (!record || !secretMatches(parsed.secret, record.sha256)) return undefined;
    if (record.expiresAt && Date.parse(record.expiresAt) <= this.#clock.now()) return undefined;
    return { id: parsed.id, tenant: record.tenant, role: record.role };
  }

  async #record(id: string): Promise<KeyRecord | undefined> {
    const cached = this.#cache.get(id);
    const now = this.#clock.monotonic();
    if (!cached || cached.until <= now) return this.#read(id, cached);
    if (cached.record && cached.aheadAt <= now) this.#read(id, cached).catch(() => undefined);
    return cached.record;
  }

  /** One question for each key, however many requests want the answer. */
  #read(id: string, cached: Cached | undefined): Promise<KeyRecord | undefined> {
    const reading = this.#reading.get(id) ?? this.#readOnce(id, cached).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  async #readOnce(id: string, cached: Cached | undefined): Promise<KeyRecord | undefined> {
    try {
      const record = await this.#stored(id);
      const now = this.#clock.monotonic();
      this.#remember(id, { record, readAt: now, aheadAt: now + this.#cacheMs / 2, until: now + this.#cacheMs });
      return record;
    } catch (error) {
      const now = this.#clock.monotonic();
      if (!cached?.record || !isTransient(error) || now - cached.readAt > AWAY_MS) throw error;
      const until = now + ASK_AGAIN_MS;
      this.#remember(id, { ...cached, aheadAt: until, until });
      return cached.record;
    }
  }

  #remember(id: string, cached: Cached): void {
    this.#cache.delete(id);
    this.#cache.set(id, cached);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= CACHE_LIMIT) break;
      this.#cache.delete(oldest);
    }
  }

  async #stored(id: string): Promise<KeyRecord | undefined> {
    try {
      return recordOf(await this.#client.of(secrets).get({ namespace: this.#namespace, name: keySecretName(id) }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function recordOf({ data = {} }: Secret): KeyRecord | undefined {
  const decoded = Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]);
  return keyRecord.safeParse(Object.fromEntries(decoded)).data;
}
