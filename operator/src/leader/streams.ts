import { type Bus, ensureStreams } from '@switchboard/bus';
import type { Clock, Logger } from '@switchboard/service';
import type { World } from '../cluster/world.ts';

const LEAST_SECONDS = 604_800;
const AGAIN_MS = 2000;
const BUS_LOOK_MS = 500;
const CHECK_MS = 600_000;

export interface StreamKeeper {
  readonly bus: Bus;
  readonly world: World;
  readonly replicas: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Creates the streams, and keeps them as long as the tenant that wants them longest. */
export async function keepStreams({ bus, world, replicas, clock, log }: StreamKeeper, signal: AbortSignal) {
  while (!signal.aborted) {
    const retention = [...world.tenants.list()].map(({ spec }) => spec.retentionSeconds);
    if (!bus.state.up) {
      await clock.sleep(BUS_LOOK_MS, signal);
      continue;
    }
    try {
      await ensureStreams(bus, { replicas, maxAgeSeconds: Math.max(LEAST_SECONDS, ...retention), maxBytes: -1 });
      await clock.sleep(CHECK_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ error }, 'the streams could not be prepared; it is tried again');
      await clock.sleep(AGAIN_MS, signal);
    }
  }
}
