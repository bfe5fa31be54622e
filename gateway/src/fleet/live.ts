import type { rest } from '@switchboard/api';
import type { Clock } from '@switchboard/service';
import type { Response } from 'express';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.ts';
import { encodeEvent } from '../events/event.ts';
import type { OpenStream, OpenStreams } from '../events/open-stream.ts';
import type { SessionWatch } from '../sessions/watch.ts';

type FleetView = z.infer<typeof rest.fleetView>;
type Workers = z.infer<typeof rest.workersView>['workers'];

export interface LiveFleetSources {
  readonly clock: Clock;
  readonly watch: SessionWatch;
  readonly open: OpenStreams;
  readonly workers: (tenant: string) => Promise<Workers>;
  readonly look: (tenant: string, workers: Workers) => FleetView;
}

/** Memory and pools change without a session changing. */
const REST_MS = 5000;
const SOONEST_MS = 500;
/** However many sessions there are, looking takes at most a twentieth of the time. */
const SHARE = 20;
/** One look at a large tenant is large. */
const BACKLOG_BYTES = 1_048_576;
/** Who follows comes back then, and is asked for the key again. */
const LONGEST_MS = 900_000;

/** One look at a tenant's fleet for all who follow it, taken when something has changed. */
class Broadcast {
  readonly #sources: LiveFleetSources;
  readonly #tenant: string;
  readonly #followers = new Set<OpenStream>();
  readonly #over = new AbortController();
  #wake = new AbortController();
  #workers: Workers = [];
  #last = '';

  constructor(sources: LiveFleetSources, tenant: string) {
    this.#sources = sources;
    this.#tenant = tenant;
    void this.#run();
  }

  change(): void {
    this.#wake.abort();
  }

  add(follower: OpenStream): void {
    this.#followers.add(follower);
    if (this.#last !== '') follower.write(this.#last);
  }

  /** Whether somebody still follows. */
  delete(follower: OpenStream): boolean {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) this.#over.abort();
    return this.#followers.size > 0;
  }

  async #run(): Promise<void> {
    const { clock, workers } = this.#sources;
    const { signal } = this.#over;
    let asked = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      if (clock.monotonic() - asked >= REST_MS) {
        asked = clock.monotonic();
        this.#workers = await workers(this.#tenant).catch(() => this.#workers);
      }
      const began = clock.monotonic();
      this.#look();
      await clock.sleep(Math.max(SOONEST_MS, SHARE * (clock.monotonic() - began)), signal);
      await clock.sleep(REST_MS, AbortSignal.any([signal, this.#wake.signal]));
    }
  }

  #look(): void {
    const text = encodeEvent({ name: 'fleet', data: this.#sources.look(this.#tenant, this.#workers) });
    if (text === this.#last) return;
    this.#last = text;
    for (const follower of this.#followers) follower.write(text);
  }
}

/** The fleet as it changes, for consoles. */
export class LiveFleet {
  readonly #sources: LiveFleetSources;
  readonly #tenants = new Map<string, Broadcast>();

  constructor(sources: LiveFleetSources) {
    this.#sources = sources;
    sources.watch.onChange((tenant) => this.#tenants.get(tenant)?.change());
  }

  follow(principal: Principal, response: Response): void {
    const { clock, open } = this.#sources;
    const { tenant } = principal;
    const stream = open.begin(response, principal, BACKLOG_BYTES);
    const broadcast = this.#tenants.get(tenant) ?? new Broadcast(this.#sources, tenant);
    this.#tenants.set(tenant, broadcast);
    broadcast.add(stream);
    stream.onClose(clock.after(LONGEST_MS, () => stream.end()));
    stream.onClose(() => {
      if (!broadcast.delete(stream) && this.#tenants.get(tenant) === broadcast) this.#tenants.delete(tenant);
    });
  }
}
