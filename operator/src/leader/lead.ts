import { answerWorkers, type Bus } from '@switchboard/bus';
import type { Controller, KubeMetrics } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import { runReporter } from '../agents/reporter.ts';
import { openEars } from '../bus/ears.ts';
import { workersOf } from '../bus/workers.ts';
import { nodeReady } from '../cluster/node-state.ts';
import { runJanitor } from '../janitor/janitor.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import type { Process } from './deps.ts';
import { boundPods, followBus, greetAll } from './past.ts';
import { runPulse } from './pulse.ts';
import { assemble, type Staff } from './staff.ts';
import { keepStreams } from './streams.ts';

export interface Reign {
  readonly process: Process;
  readonly bus: Bus;
  readonly kubeMetrics: KubeMetrics;
  /** Aborts when the process is to end, and not when it may lead again. */
  readonly ending: AbortSignal;
  /** Told of what works now, for the health endpoints and the gauges; undefined when it no longer does. */
  readonly onWork: (work: { controllers: readonly Controller[]; deps: SessionDeps } | undefined) => void;
}

const EARS_CLOSE_MS = 500;
/** A successor waits for our lease; LiveKit or the bus may let us wait for seconds. */
const FINISH_MS = 1000;

/** Works until the signal aborts. What an earlier leader knew is learned again: from the API server and from the pods. */
export async function lead({ process, bus, kubeMetrics, ending, onWork }: Reign, signal: AbortSignal): Promise<void> {
  const { world, config, clock, log } = process;
  await world.synced(signal);
  const staff = assemble(process, kubeMetrics);
  const { deps, sessions, pools, greet } = staff;
  const stopFollowing = followBus(bus, deps, () => greetAll(deps, greet));
  const stopAnswering = answerWorkers(bus, (namespace) => workersOf(world.pods.list(), namespace));
  const ears = listenToPods(staff, bus, config.install);
  onWork({ controllers: [sessions, pools], deps });
  greetAll(deps, greet);
  log.info({ sessions: world.sessions.size, pods: world.pods.size }, 'leading');
  const work = Promise.all([
    sessions.run(signal),
    pools.run(signal),
    runPulse(pulseOf(staff), signal),
    runJanitor({ ...deps, greet, everyMs: config.timers.janitorSeconds * 1000 }, signal),
    runReporter(deps, signal),
    keepStreams({ bus, world, replicas: config.nats.replicas, clock, log }, signal),
  ]);
  try {
    // What is not finished by then goes on until its next write, which is refused for want of the lease. Where only the
    // lease was lost there is no hurry, and the work of one reign must not reach into the next.
    await Promise.race([work, afterTheEnd(clock, ending)]);
  } finally {
    staff.stop();
    stopFollowing();
    stopAnswering();
    onWork(undefined);
    // The successor waits for our lease, and a bus that is away can keep a reader for long.
    await Promise.race([ears.close(), clock.sleep(EARS_CLOSE_MS)]);
    log.info('not leading any more');
  }
}

async function afterTheEnd(clock: Clock, ending: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (ending.aborted) resolve();
    else ending.addEventListener('abort', () => resolve(), { once: true });
  });
  await clock.sleep(FINISH_MS);
}

function listenToPods({ deps, onHello, onPodNews }: Staff, bus: Bus, install: string) {
  const { roster, inbox, world, log } = deps;
  return openEars({
    bus,
    roster,
    inbox,
    install,
    isBound: (podUid) => world.sessions.countByIndex('pod', podUid) > 0,
    onHello,
    onReport: onPodNews,
    onFault: (error) => log.warn({ error }, 'a report could not be taken'),
  });
}

function pulseOf({ deps, onPodNews }: Staff) {
  const { silenceMs, heartbeatMs } = deps.settings;
  const { world } = deps;
  const isOnLostNode = (podUid: string): boolean => {
    const node = world.pods.byUid(podUid)?.spec?.nodeName;
    return !nodeReady(world, node) || world.nodeLeases.isLate(node);
  };
  const bound = () => boundPods(deps);
  return { ...deps, boundPods: bound, isOnLostNode, onSilent: onPodNews, silenceMs, suspectMs: heartbeatMs * 1.5 };
}
