import { randomUUID } from 'node:crypto';
import {
  type Bucket,
  type Bus,
  type DeadLetter,
  decode,
  encode,
  filters,
  hookSubject,
  parseSubject,
  replay,
  STREAMS,
  store,
} from '@switchboard/bus';
import { type HookMessage, hookMessage } from './events.ts';

export interface DeadDelivery {
  readonly sequence: number;
  readonly endpoint: string;
  readonly letter: DeadLetter;
  readonly diedAt: Date;
}

const SHOWN = 200;
const STORE_WITHIN_MS = 5000;
const sentKey = (sequence: number) => `resent.${sequence}`;

/** Deliveries that were given up: their letters in one stream, what was to be delivered in another. */
export class DeadDeliveries {
  readonly #bus: Bus;
  readonly #bucket: Bucket;

  constructor(bus: Bus, bucket: Bucket) {
    this.#bus = bus;
    this.#bucket = bucket;
  }

  /** Those of one tenant, the newest first. */
  async of(tenant: string): Promise<DeadDelivery[]> {
    const found: DeadDelivery[] = [];
    const all = { stream: STREAMS.dead, subject: filters.allDead, after: 0, decode: decodeLetter };
    for await (const { message: letter, streamSequence, storedAt } of replay(this.#bus, all)) {
      const subject = parseSubject(letter.subject);
      if (subject?.type !== 'hook' || subject.namespace !== tenant) continue;
      found.push({ sequence: streamSequence, endpoint: subject.endpointId, letter, diedAt: storedAt });
    }
    return found.slice(-SHOWN).reverse();
  }

  /** What was to be delivered; undefined once it is kept no longer. */
  async messageOf({ letter }: DeadDelivery): Promise<HookMessage | undefined> {
    const { streamSequence: wanted, subject } = letter;
    const at = { stream: STREAMS.hooks, subject, after: wanted - 1, batch: 1, decode: decodeMessage };
    for await (const { message, streamSequence } of replay(this.#bus, at))
      return streamSequence === wanted ? message : undefined;
    return undefined;
  }

  wasSentAgain = async ({ sequence }: DeadDelivery): Promise<boolean> =>
    (await this.#bucket.get(sentKey(sequence))) !== undefined;

  async sendAgain(tenant: string, dead: DeadDelivery, message: HookMessage): Promise<void> {
    const data = encode(hookMessage, message);
    const subject = hookSubject(tenant, dead.endpoint);
    await store(this.#bus, { subject, data, id: randomUUID() }, STORE_WITHIN_MS);
    await this.#bucket.put(sentKey(dead.sequence), new Date().toISOString());
  }
}

const decodeMessage = (_subject: unknown, data: Uint8Array) => decode(hookMessage, data);
const decodeLetter = (_subject: unknown, data: Uint8Array) => JSON.parse(Buffer.from(data).toString()) as DeadLetter;
