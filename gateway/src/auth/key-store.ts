import { type Client, isNotFound, secrets } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import { keySecretName, parseKey, secretMatches } from './key.ts';
import { type KeyRecord, keyRecord, type Principal } from './principal.ts';

interface Cached {
  readonly record: KeyRecord | undefined;
  readonly until: number;
}

/** An attacker may invent ids without end; the oldest answers go first. */
const CACHE_LIMIT = 10_000;

/** Keys by id out of one namespace, one Secret each, believed for a few seconds. */
export class KeyStore {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #cacheMs: number;
  readonly #clock: Clock;
  readonly #cache = new Map<string, Cached>();

  constructor(client: Client, options: { namespace: string; cacheSeconds: number; clock: Clock }) {
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
    if (cached && cached.until > this.#clock.monotonic()) return cached.record;
    const record = await this.#read(id);
    this.#cache.delete(id);
    this.#cache.set(id, { record, until: this.#clock.monotonic() + this.#cacheMs });
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= CACHE_LIMIT) break;
      this.#cache.delete(oldest);
    }
    return record;
  }

  async #read(id: string): Promise<KeyRecord | undefined> {
    try {
      const secret = await this.#client.of(secrets).get({ namespace: this.#namespace, name: keySecretName(id) });
      const data = Object.entries(secret.data ?? {}).map(([name, value]) => [
        name,
        Buffer.from(value, 'base64').toString(),
      ]);
      return keyRecord.safeParse(Object.fromEntries(data)).data;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
