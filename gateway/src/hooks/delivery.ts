import { type Bus, decode, hookSubject, readStream, STREAMS, type StreamReader } from '@switchboard/bus';
import type { Clock } from '@switchboard/service';
import type { Metrics } from '../metrics.ts';
import { Breaker } from './breaker.ts';
import type { Endpoint } from './endpoints.ts';
import { type HookMessage, hookMessage } from './events.ts';
import { DeliveryError, PrivateEndpointError, post } from './post.ts';
import { SigningKeyError, type SigningKeys } from './secrets.ts';
import { signatureHeaders } from './signature.ts';

export interface DeliverySources {
  readonly bus: Bus;
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'delivery'>;
  /** Whether this installation lets hooks go to private addresses at all. */
  readonly allowPrivate: boolean;
  readonly onFault: (error: unknown) => void;
}

const MINUTE = 60_000;
/** Together a day, and with each wait longer than the one before. */
export const RETRY_MS = [
  5_000,
  30_000,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  ...[1, 2, 4, 7, 9].map((h) => h * 60 * MINUTE),
];

/** The durable consumer of one endpoint. All gateways share it, and each stops reading while its breaker is open. */
export class Delivery {
  readonly breaker: Breaker;
  #endpoint: Endpoint;
  readonly #sources: DeliverySources;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(endpoint: Endpoint, sources: DeliverySources) {
    this.#endpoint = endpoint;
    this.#sources = sources;
    this.breaker = new Breaker(sources.clock);
    this.#done = this.#run();
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** The same endpoint under other rules. */
  update(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { clock } = this.#sources;
    while (!this.#stop.signal.aborted) {
      const opened = Promise.withResolvers<void>();
      const reader = this.#read(opened.resolve);
      const stopped = new Promise<void>((resolve) => {
        this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([opened.promise, stopped]);
      await reader.stop();
      await clock.sleep(this.breaker.pauseMs(), this.#stop.signal);
    }
  }

  #read(onOpen: () => void): StreamReader<HookMessage> {
    const { bus, onFault } = this.#sources;
    const { tenant, id } = this.#endpoint;
    return readStream<HookMessage>(bus, {
      stream: STREAMS.hooks,
      name: id,
      subjects: [hookSubject(tenant, id)],
      begin: 'all',
      backoffMs: RETRY_MS,
      decode: (_subject, data) => decode(hookMessage, data),
      handle: async ({ message, streamSequence }) => {
        try {
          await this.#deliver(message, streamSequence);
          this.breaker.succeeded();
        } catch (error) {
          this.breaker.failed();
          if (this.breaker.pauseMs() > 0) onOpen();
          throw error;
        }
      },
      onFault: (error) => {
        if (!(error instanceof DeliveryError)) onFault(error);
      },
    });
  }

  async #deliver(message: HookMessage, sequence: number): Promise<void> {
    const { keys, clock, metrics, allowPrivate } = this.#sources;
    const { tenant, url, secretName, id } = this.#endpoint;
    const body = JSON.stringify(message);
    const seconds = Math.floor(clock.now() / 1000);
    try {
      const key = await keys.of(tenant, secretName);
      const headers = signatureHeaders({ id: `${id}.${sequence}`, seconds, body }, key);
      await post({ url, headers, body, allowPrivate: allowPrivate && this.#endpoint.allowPrivate });
      metrics.delivery('delivered');
    } catch (error) {
      metrics.delivery(
        error instanceof PrivateEndpointError || error instanceof SigningKeyError ? 'refused' : 'failed',
      );
      throw error;
    }
  }
}
