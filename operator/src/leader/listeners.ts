import { labels } from '@switchboard/api';
import type { Change, Controller, Node, Pod } from '@switchboard/kube';
import { isReady } from '../cluster/node-state.ts';
import type { CoreEvent, VoiceAgent, VoiceSession } from '../cluster/resources.ts';
import { agentKey } from '../cluster/world.ts';
import { claimOf, poolOf, uidOf } from '../pod/marks.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { priorityOf } from '../sessions/priority.ts';

export interface Listening {
  readonly deps: SessionDeps;
  readonly sessions: Controller;
  readonly pools: Controller;
  readonly greet: (podUid: string) => void;
  readonly onArrival: () => void;
}

/** Pools look at their pods after a moment: many of them change together, and in a rush refills stand aside anyway. */
const POOL_PAUSE_MS = { calm: 100, rush: 1000 };

const poolPause = ({ lanes }: Pick<SessionDeps, 'lanes'>): number =>
  lanes.inUse > 0 ? POOL_PAUSE_MS.rush : POOL_PAUSE_MS.calm;

/** Keeps what is remembered true to what is seen. Returns the way to stop. */
export function listen(listening: Listening): () => void {
  const { world } = listening.deps;
  const stops = [
    world.sessions.onChange((change) => onSession(change, listening)),
    world.pods.onChange((change) => onPod(change, listening)),
    world.agents.onChange((change) => onAgent(change, listening)),
    world.tenants.onChange(() => listening.deps.admission.boundsChanged()),
    world.nodes.onChange((change) => onNode(change, listening)),
    world.mountFailures.onChange((change) => onMountFailure(change, listening)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function onSession({ type, object }: Change<VoiceSession>, { deps, onArrival }: Listening): void {
  const { uid } = object.metadata;
  if (type === 'added') {
    onArrival();
    deps.memories.remember(object, true);
  }
  if (type !== 'deleted') return;
  deps.admission.release(uid);
  deps.cold.end(uid);
  deps.lanes.forget(uid);
  deps.memories.forget(uid);
}

function onPod({ type, object, previous }: Change<Pod>, { deps, pools }: Listening): void {
  const uid = uidOf(object);
  if (type === 'deleted') {
    deps.warm.remove(object);
    deps.roster.forget(uid);
    deps.assignments.forget(uid);
    deps.maker.forget(uid);
    deps.deleted.delete(uid);
  } else if (claimOf(object) === 'warm') deps.warm.refresh(object);
  else if (previous && claimOf(previous) === 'warm') deps.warm.remove(object);
  const pool = poolOf(object);
  if (pool) pools.enqueue(`${object.metadata.namespace}/${pool}`, { afterMs: poolPause(deps) });
}

function onAgent({ object }: Change<VoiceAgent>, { deps, pools, greet }: Listening): void {
  const key = agentKey(object.metadata.namespace, object.metadata.name);
  deps.admission.boundsChanged();
  deps.warm.refreshAgent(key);
  for (const pool of deps.world.pools.byIndex('agent', key)) {
    pools.enqueue(`${pool.metadata.namespace}/${pool.metadata.name}`);
  }
  for (const pod of deps.world.pods.byIndex('agent', key)) {
    if (claimOf(pod) === 'warm' && deps.roster.of(uidOf(pod)) && !deps.warm.isReady(pod)) greet(uidOf(pod));
  }
}

function onNode({ object, previous }: Change<Node>, { deps, sessions, pools }: Listening): void {
  if (previous && isReady(previous) === isReady(object)) return;
  for (const pod of deps.world.pods.byIndex('node', object.metadata.name)) {
    if (claimOf(pod) === 'warm') deps.warm.refresh(pod);
    touch(pod, { deps, sessions, pools });
  }
}

function onMountFailure({ object }: Change<CoreEvent>, { deps, sessions, pools }: Listening): void {
  const pod = deps.world.pods.byUid(object.involvedObject.uid ?? '');
  if (pod) touch(pod, { deps, sessions, pools });
}

function touch(pod: Pod, { deps, sessions, pools }: Pick<Listening, 'deps' | 'sessions' | 'pools'>): void {
  const { namespace } = pod.metadata;
  const pool = poolOf(pod);
  if (pool) pools.enqueue(`${namespace}/${pool}`, { afterMs: poolPause(deps) });
  const session = deps.world.sessions.get(`${namespace}/${pod.metadata.labels?.[labels.session]}`);
  if (session) sessions.enqueue(`${namespace}/${session.metadata.name}`, { priority: priorityOf(session) });
}
