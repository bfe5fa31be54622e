import type { Clock } from '@switchboard/service';
import { type Lease, leases } from './builtin.ts';
import type { Client } from './client.ts';
import { isAlreadyExists, isConflict, isNotFound } from './errors.ts';
import {
  type Claimant,
  claimedLease,
  decideLease,
  microTime,
  type ObservedLease,
  observeLease,
} from './lease-claim.ts';
import type { ResourceClient } from './resource-client.ts';

export interface LeaseKeeperOptions extends Claimant {
  readonly client: Client;
  readonly namespace: string;
  readonly name: string;
  /** Of each request. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export type Attempt =
  /** Ours, counted from before the write was sent. */
  { readonly held: true; readonly since: number } | { readonly held: false; readonly waitMs: number };

/** Reads and writes one Lease; every write is guarded by the version that was read. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #api: ResourceClient<Lease>;
  #observed: ObservedLease | undefined;
  /** Our own last write is known to be the newest, so a renewal needs no read. */
  #certain = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#api = options.client.of(leases);
  }

  /** One try to get or keep the lease. Not to be called again before it has ended. */
  async attempt(signal: AbortSignal): Promise<Attempt> {
    const { clock } = this.#options;
    if (!this.#certain) await this.#read(signal);
    const decision = decideLease(this.#observed, this.#options, clock.monotonic());
    if (decision.action === 'wait') return { held: false, waitMs: decision.waitMs };
    const since = clock.monotonic();
    return (await this.#write(decision.action === 'create', signal))
      ? { held: true, since }
      : { held: false, waitMs: 0 };
  }

  /** Gives the lease up, if it is ours, so that the next one need not wait for it to run out. */
  async release(): Promise<void> {
    if (!this.#certain) await this.#read();
    const lease = this.#observed?.lease;
    if (!lease || lease.spec?.holderIdentity !== this.#options.identity) return;
    const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: this.#now() };
    this.#certain = false;
    await this.#api.replace({ ...lease, spec }, { timeoutMs: this.#options.timeoutMs });
  }

  async #read(signal?: AbortSignal): Promise<void> {
    const { namespace, name, timeoutMs, clock } = this.#options;
    try {
      const lease = await this.#api.get({ namespace, name }, { timeoutMs, signal });
      this.#observed = observeLease(lease, this.#observed, clock.monotonic());
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#observed = undefined;
    }
  }

  /** False when another write came first. */
  async #write(create: boolean, signal: AbortSignal): Promise<boolean> {
    const { namespace, name, timeoutMs, clock } = this.#options;
    const spec = claimedLease(this.#observed, this.#options, this.#now());
    const base: Lease = this.#observed?.lease ?? { metadata: { namespace, name } };
    this.#certain = false;
    try {
      const request = { timeoutMs, signal };
      const lease = create
        ? await this.#api.create({ ...base, spec }, request)
        : await this.#api.replace({ ...base, spec }, request);
      this.#observed = observeLease(lease, this.#observed, clock.monotonic());
      this.#certain = true;
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error) || isNotFound(error)) return false;
      throw error;
    }
  }

  #now(): string {
    return microTime(this.#options.clock.now());
  }
}
