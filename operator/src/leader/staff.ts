import type { Controller, KubeMetrics } from '@switchboard/kube';
import { claimOf } from '../pod/marks.ts';
import { poolController } from '../pools/controller.ts';
import { Greeter } from '../pools/greeter.ts';
import { sessionController } from '../sessions/controller.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { priorities, priorityOf } from '../sessions/priority.ts';
import { leaderDeps, type Process, sessionKeyOf } from './deps.ts';
import { listen } from './listeners.ts';
import { restore } from './past.ts';

/** Something happened to the pod of this uid. */
export type Ear = (podUid: string) => void;

export interface Staff {
  readonly deps: SessionDeps;
  readonly sessions: Controller;
  readonly pools: Controller;
  readonly greet: Ear;
  readonly onHello: Ear;
  /** The session of the pod is looked at, before any that merely wait. */
  readonly onPodNews: Ear;
  readonly stop: () => void;
}

/** A leader's memory and controllers, filled with what the caches tell of the past, and listening to what is new. */
export function assemble(process: Process, metrics: KubeMetrics): Staff {
  const { world, config, clock } = process;
  const arrivals = { lastAt: Number.NEGATIVE_INFINITY };
  const { sessions: concurrency } = config.workers;
  const sessions: Controller = sessionController(() => deps, { concurrency, metrics, world });
  const deps = leaderDeps(process, sessions);
  const pools = poolController({ deps, config, arrivals, metrics });
  const onPodNews: Ear = (podUid) => enqueueSessionOf(podUid, deps, sessions);
  const greeter = greeterOf(deps, sessions);
  const greet: Ear = (podUid) => greeter.greet(podUid);
  const onArrival = () => {
    arrivals.lastAt = clock.monotonic();
  };
  restore(deps);
  const stop = listen({ deps, sessions, pools, greet, onArrival });
  const onHello: Ear = (podUid) => hello(podUid, deps, greet, onPodNews);
  return { deps, sessions, pools, greet, onHello, onPodNews, stop };
}

function greeterOf(deps: SessionDeps, sessions: Controller): Greeter {
  return new Greeter({
    ...deps,
    podUrl: deps.settings.podUrl,
    onAnswer: (pod) => {
      if (claimOf(pod) === 'warm') deps.warm.refresh(pod);
      const key = sessionKeyOf(pod);
      if (key) sessions.enqueue(key, { priority: priorities.starting });
    },
  });
}

/** A warm pod is greeted. One made for a session is told of the session, which is greeting enough. */
function hello(podUid: string, { world, warm }: SessionDeps, greet: Ear, enqueueOf: Ear): void {
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
  if (key) sessions.enqueue(key, { priority: session ? priorityOf(session) : priorities.starting });
}
