import type { Bus } from '@switchboard/bus';
import type { Controller, KubeMetrics } from '@switchboard/kube';
import { runReporter } from '../agents/reporter.ts';
import { openEars } from '../bus/ears.ts';
import { runJanitor } from '../janitor/janitor.ts';
import { claimOf } from '../pod/marks.ts';
import { poolController } from '../pools/controller.ts';
import { Greeter } from '../pools/greeter.ts';
import { sessionController } from '../sessions/controller.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { leaderDeps, type Process, sessionKeyOf } from './deps.ts';
import { listen } from './listeners.ts';
import { boundPods, followBus, greetAll, restore } from './past.ts';
import { runPulse } from './pulse.ts';
import { keepStreams } from './streams.ts';

export interface Reign {
  readonly process: Process;
  readonly bus: Bus;
  readonly kubeMetrics: KubeMetrics;
  /** Told of what works now, for the health endpoints and the gauges; undefined when it no longer does. */
  readonly onWork: (work: { controllers: readonly Controller[]; deps: SessionDeps } | undefined) => void;
}

const EARS_CLOSE_MS = 500;

/** Works until the signal aborts. What an earlier leader knew is learned again: from the API server and from the pods. */
export async function lead({ process, bus, kubeMetrics, onWork }: Reign, signal: AbortSignal): Promise<void> {
  const { world, config, clock, log } = process;
  await world.synced(signal);
  const arrivals = { lastAt: Number.NEGATIVE_INFINITY };
  const sessions: Controller = sessionController(() => deps, {
    concurrency: config.workers.sessions,
    metrics: kubeMetrics,
    world,
  });
  const deps = leaderDeps(process, sessions);
  const pools = poolController({ deps, config, arrivals, metrics: kubeMetrics });
  const enqueueOf = (podUid: string) => enqueueSessionOf(podUid, deps, sessions);
  const greeter = greeterOf(deps, sessions);
  const greet = (podUid: string) => greeter.greet(podUid);

  const onArrival = () => {
    arrivals.lastAt = clock.monotonic();
  };

  restore(deps);
  const stops = [followBus(bus, deps), listen({ deps, sessions, pools, greet, onArrival })];
  const ears = openEars({
    bus,
    roster: deps.roster,
    inbox: deps.inbox,
    isBound: (podUid) => world.sessions.countByIndex('pod', podUid) > 0,
    onHello: (podUid) => hello(podUid, deps, greet, enqueueOf),
    onReport: enqueueOf,
    install: config.install,
    onFault: (error) => log.warn({ error }, 'a report could not be taken'),
  });
  onWork({ controllers: [sessions, pools], deps });
  greetAll(deps, greet);
  log.info({ sessions: world.sessions.size, pods: world.pods.size }, 'leading');
  const { silenceMs, heartbeatMs } = deps.settings;
  const pulse = {
    ...deps,
    boundPods: () => boundPods(deps),
    onSilent: enqueueOf,
    silenceMs,
    suspectMs: heartbeatMs * 1.5,
  };
  try {
    await Promise.all([
      sessions.run(signal),
      pools.run(signal),
      runPulse(pulse, signal),
      runJanitor({ ...deps, greet, everyMs: config.timers.janitorSeconds * 1000 }, signal),
      runReporter(deps, signal),
      keepStreams({ bus, world, replicas: config.nats.replicas, clock, log }, signal),
    ]);
  } finally {
    for (const stop of stops) stop();
    onWork(undefined);
    // The successor waits for our lease, and a bus that is away can keep a reader for long.
    await Promise.race([ears.close(), clock.sleep(EARS_CLOSE_MS)]);
    log.info('not leading any more');
  }
}

function greeterOf(deps: SessionDeps, sessions: Controller): Greeter {
  return new Greeter({
    ...deps,
    podUrl: deps.settings.podUrl,
    onAnswer: (pod) => {
      if (claimOf(pod) === 'warm') deps.warm.refresh(pod);
      const key = sessionKeyOf(pod);
      if (key) sessions.enqueue(key, { priority: 3 });
    },
  });
}

/** A warm pod is greeted. One made for a session is told of the session, which is greeting enough. */
function hello(
  podUid: string,
  { world, warm }: SessionDeps,
  greet: (podUid: string) => void,
  enqueueOf: (podUid: string) => void,
): void {
  const pod = world.pods.byUid(podUid);
  if (!pod) return;
  if (claimOf(pod) === 'warm') {
    warm.refresh(pod);
    greet(podUid);
  } else enqueueOf(podUid);
}

function enqueueSessionOf(podUid: string, { world }: SessionDeps, sessions: Controller): void {
  const [session] = world.sessions.byIndex('pod', podUid);
  const pod = world.pods.byUid(podUid);
  const key = session ? `${session.metadata.namespace}/${session.metadata.name}` : pod && sessionKeyOf(pod);
  if (key) sessions.enqueue(key, { priority: 3 });
}
