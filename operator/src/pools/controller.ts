import { Controller, type KubeMetrics } from '@switchboard/kube';
import { roomForStarts } from '../cluster/node-state.ts';
import type { Config } from '../config.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { Pace } from './pace.ts';
import { type PoolDeps, reconcilePool } from './reconcile.ts';

/** After an arrival the making of warm pods steps aside for this long. */
const BUSY_MS = 1500;

export interface PoolControllerOptions {
  readonly deps: SessionDeps;
  readonly config: Config;
  readonly arrivals: { readonly lastAt: number };
  readonly metrics: KubeMetrics;
}

export function poolController({ deps, config, arrivals, metrics }: PoolControllerOptions): Controller {
  const { world, clock } = deps;
  const busy = () => clock.monotonic() - arrivals.lastAt < BUSY_MS || deps.assignments.asking > 0;
  const poolDeps: PoolDeps = {
    ...deps,
    warmStartMs: config.timers.warmStartSeconds * 1000,
    pace: new Pace({
      clock,
      // Read at each use: these may change while the operator runs.
      get perSecond() {
        return config.workers.refillsPerSecond;
      },
      get perSecondBusy() {
        return config.workers.refillsPerSecondBusy;
      },
      busy,
      claiming: () => deps.lanes.inUse > 0 || deps.assignments.asking > 0,
      // Where sessions start, what is made for later gets out of their way: one pod a node.
      room: () => roomForStarts(world, busy() ? 1 : config.pods.warmStartsPerNode, clock.now()),
    }),
    breakers: new Map(),
    countsWritten: new Map(),
    placeholders: {
      image: config.pods.placeholderImage,
      priorityClassName: config.pods.placeholderPriorityClassName,
      runAsUser: config.pods.runAsUser,
    },
  };
  const controller = new Controller({
    name: 'pools',
    concurrency: config.workers.pools,
    metrics,
    backoff: { baseMs: 500, maxMs: 60_000 },
    reconcile: (key) => reconcilePool(key, poolDeps),
    onError: (error, key) => deps.log.warn({ error, pool: key }, 'a pass over a pool failed; it is repeated'),
  });
  for (const reflector of world.pools.reflectors) controller.watches(reflector);
  return controller;
}
