import { jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { Bus } from './bus.ts';
import type { BucketName } from './names.ts';
import { translate } from './translate.ts';

export interface BucketOptions {
  name: BucketName;
  /** Age at which every entry goes; NATS has no per-entry age on `put`. */
  ttlSeconds: number;
  maxBytes: number;
  replicas: number;
}

export interface BucketEntry {
  value: Buffer;
  revision: number;
}

/** A small shared map with an age limit, over NATS key-value. Keys: letters, digits and `-/_=.`. */
export class Bucket {
  readonly #bus: Bus;
  readonly #options: BucketOptions;
  #opened: { connection: unknown; kv: Promise<KV> } | undefined;

  constructor(bus: Bus, options: BucketOptions) {
    this.#bus = bus;
    this.#options = options;
  }

  get(key: string): Promise<BucketEntry | undefined> {
    return this.#with(async (kv) => {
      const entry = await kv.get(key);
      if (entry?.operation !== 'PUT') return undefined;
      return { value: Buffer.from(entry.value), revision: entry.revision };
    });
  }

  /** Revision of the new entry, or undefined if there is one already: one of many callers wins. */
  create(key: string, value: string): Promise<number | undefined> {
    return this.#with((kv) => unlessTaken(kv.create(key, value)));
  }

  /** Revision of the change, or undefined if somebody else changed the entry since `revision`. */
  update(key: string, value: string, revision: number): Promise<number | undefined> {
    return this.#with((kv) => unlessTaken(kv.update(key, value, revision)));
  }

  put(key: string, value: string): Promise<number> {
    return this.#with((kv) => kv.put(key, value));
  }

  delete(key: string): Promise<void> {
    return this.#with((kv) => kv.purge(key));
  }

  async #with<T>(work: (kv: KV) => Promise<T>): Promise<T> {
    try {
      return await this.#bus.whileUp(work(await this.#open()));
    } catch (error) {
      throw translate(error, this.#options.name, 5_000);
    }
  }

  #open(): Promise<KV> {
    const connection = this.#bus.connection();
    if (this.#opened?.connection !== connection) {
      const { name, ttlSeconds, maxBytes, replicas } = this.#options;
      const kv = new Kvm(jetstream(connection)).create(name, {
        ttl: ttlSeconds * 1000,
        max_bytes: maxBytes,
        replicas,
        history: 1,
      });
      this.#opened = { connection, kv };
      kv.catch(() => {
        this.#opened = undefined;
      });
    }
    return this.#opened.kv;
  }
}

async function unlessTaken(change: Promise<number>): Promise<number | undefined> {
  const WRONG_LAST_SEQUENCE = [10071, 10164];
  try {
    return await change;
  } catch (error) {
    if (WRONG_LAST_SEQUENCE.includes((error as { code?: number }).code ?? 0)) return undefined;
    throw error;
  }
}
