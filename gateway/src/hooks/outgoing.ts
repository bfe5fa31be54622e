import { type AnyStored, type Bus, ensureHookStream, type StreamReader } from '@switchboard/bus';
import type { Clock, Logger } from '@switchboard/service';
import type { Fleet } from '../fleet/fleet.ts';
import type { Metrics } from '../metrics.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { Delivery } from './delivery.ts';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import type { SigningKeys } from './secrets.ts';
import { sortHappenings } from './sort.ts';

export interface OutgoingSources {
  readonly bus: Bus;
  readonly fleet: Fleet;
  readonly watch: SessionWatch;
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'delivery'>;
  readonly plan: { readonly replicas: number; readonly maxBytes: number; readonly allowPrivate: boolean };
}

/** Deliveries are kept a day longer than they are tried, so that the dead ones can be sent again. */
const KEEP_SECONDS = 2 * 86_400;
const SETTLE_MS = 200;
const RETRY_MS = 5_000;

/** Events that go out: one delivery for each endpoint that some tenant names now. */
export class Outgoing {
  readonly #sources: OutgoingSources;
  readonly #deliveries = new Map<string, Delivery>();
  #sorters: StreamReader<AnyStored>[] = [];
  #cancel: (() => void) | undefined;

  constructor(sources: OutgoingSources) {
    this.#sources = sources;
  }

  deliveries(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }

  async run(signal: AbortSignal): Promise<void> {
    const { fleet, bus, watch } = this.#sources;
    await this.#streamReady(signal);
    if (signal.aborted) return;
    const settle = () => {
      this.#cancel ??= this.#sources.clock.after(SETTLE_MS, () => {
        this.#cancel = undefined;
        this.#reconcile();
      });
    };
    fleet.agents.onChange(settle);
    fleet.tenants.onChange(settle);
    this.#reconcile();
    this.#sorters = sortHappenings({
      bus,
      endpointsOf: (tenant) => this.#endpointsOf(tenant),
      sessionOfPod: (pod) => watch.store.byIndex('pod', pod)[0],
      onFault: (error) => this.#fault(error),
    });
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    const deliveries = [...this.#deliveries.values()];
    await Promise.all([...this.#sorters, ...deliveries].map((one) => one.stop()));
  }

  async #streamReady(signal: AbortSignal): Promise<void> {
    const { bus, clock, plan } = this.#sources;
    while (!signal.aborted) {
      try {
        await bus.ready(RETRY_MS);
        return await ensureHookStream(bus, { ...plan, maxAgeSeconds: KEEP_SECONDS });
      } catch (error) {
        this.#fault(error);
        await clock.sleep(RETRY_MS, signal);
      }
    }
  }

  #endpointsOf(tenant: string): Endpoint[] {
    const { fleet } = this.#sources;
    return endpointsOf(tenant, fleet.limitsOf(tenant), fleet.agents.store.byIndex('namespace', tenant));
  }

  #reconcile(): void {
    const { fleet, bus, keys, clock, metrics, plan } = this.#sources;
    const named = [...fleet.tenants.store.list(), ...fleet.agents.store.list()].filter(
      ({ spec }) => spec.hooks?.length,
    );
    const tenants = new Set(named.map(({ metadata }) => metadata.namespace));
    const wanted = new Map([...tenants].flatMap((tenant) => this.#endpointsOf(tenant).map((one) => [one.id, one])));
    for (const [id, delivery] of this.#deliveries) {
      const endpoint = wanted.get(id);
      if (endpoint) delivery.update(endpoint);
      else {
        this.#deliveries.delete(id);
        void delivery.stop();
      }
    }
    for (const [id, endpoint] of wanted) {
      if (this.#deliveries.has(id)) continue;
      const onFault = (error: unknown) => this.#fault(error);
      const sources = { bus, keys, clock, metrics, allowPrivate: plan.allowPrivate, onFault };
      this.#deliveries.set(id, new Delivery(endpoint, sources));
    }
  }

  #fault(error: unknown): void {
    this.#sources.logger.warn({ error }, 'a hook could not be worked on; trying again');
  }
}
