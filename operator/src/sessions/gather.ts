import { agentLimits, type bus, effectiveLimits } from '@switchboard/api';
import { isNotFound, type Pod } from '@switchboard/kube';
import { nodeReady } from '../cluster/node-state.ts';
import type { VoiceAgent, VoiceSession } from '../cluster/resources.ts';
import { agentKey } from '../cluster/world.ts';
import { claimOf, isDeleting, isFinished, uidOf } from '../pod/marks.ts';
import { limitsOf } from './assign.ts';
import type { SessionDeps } from './deps.ts';
import { hearLastWords } from './last-words.ts';
import type { Memory } from './memory.ts';
import { foldReports, type Start } from './status.ts';
import type { Assignment, PodView, SessionView } from './view.ts';
import { stampOf } from './write.ts';

/** All reading for a pass, so that what follows can be pure. */
export async function gather(stored: VoiceSession, memory: Memory, deps: SessionDeps): Promise<SessionView> {
  const { world, settings, weather, roster, memories, inbox, link } = deps;
  const agent = await agentOf(stored, deps);
  const found = await podOf(stored, memory, deps);
  const pod =
    found?.bound && found.finished ? { ...found, heardOut: await hearLastWords(found.uid, memory, deps) } : found;
  const reports = pod?.bound ? inbox.unfolded(pod.uid, stored.status?.reported ?? 0) : [];
  const session = withReports(stored, reports, memory, deps);
  const assignment: Assignment = reports.length > 0 ? { state: 'taken' } : assignmentOf(session, pod, deps);
  if (assignment.state === 'taken' && memory.moments.taken === undefined) memories.mark(memory, 'taken');
  const alone = roster.size <= 1;
  const node = pod?.seen?.spec?.nodeName;
  return {
    stored,
    session,
    agent,
    limits: limitsOf(session, agent) ?? effectiveLimits(agentLimits.parse({}), session.spec.limits),
    pod,
    nodeReady: nodeReady(world, node),
    nodeSilentMs: world.nodeLeases.silentMs(node),
    nodeLate: world.nodeLeases.isLate(node),
    frozen: weather.frozen,
    busSettled: weather.settled,
    busUp: link.up,
    deafnessProven: link.up && (alone || roster.anotherHeard(pod?.uid ?? '', settings.heartbeatMs)),
    assignment,
    reports,
    elapsed: memories.elapsed(memory, session),
    clocks: settings,
  };
}

function withReports(
  stored: VoiceSession,
  reports: readonly bus.StatusReport[],
  memory: Memory,
  deps: SessionDeps,
): VoiceSession {
  if (reports.length === 0) return stored;
  const joined = reports.some(({ event }) => event === 'AgentJoined' || event === 'CallerJoined');
  if (joined && memory.moments.taken === undefined) deps.memories.mark(memory, 'taken');
  if (joined && memory.moments.ready === undefined) deps.memories.mark(memory, 'ready');
  const status = foldReports(stored.status ?? {}, reports, startOf(memory, deps), stampOf(stored, deps));
  return { ...stored, status };
}

function startOf(memory: Memory, { memories }: SessionDeps): Start {
  const rounded = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));
  const timings = {
    bindMilliseconds: rounded(memories.span(memory, 'claiming', 'bound')),
    ackMilliseconds: rounded(memories.span(memory, 'asked', 'taken')),
    joinMilliseconds: rounded(memories.span(memory, 'taken', 'ready')),
  };
  const known = Object.fromEntries(Object.entries(timings).filter(([, value]) => value !== undefined));
  return { readyInMs: memories.span(memory, 'seen', 'ready') ?? 0, timings: known };
}

async function agentOf(session: VoiceSession, { world }: SessionDeps): Promise<VoiceAgent | undefined> {
  const { namespace } = session.metadata;
  const name = session.spec.agent;
  const known = world.agents.get(agentKey(namespace, name));
  if (known || session.status?.pod) return known;
  // It may have been created in the same breath: the cache may be behind, the API server isn't.
  return world.agents.api.get({ namespace, name }).then(
    (agent) => world.agents.offer(agent),
    (error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    },
  );
}

async function podOf(session: VoiceSession, memory: Memory, deps: SessionDeps): Promise<PodView | undefined> {
  const named = session.status?.pod;
  if (named && named.uid !== memory.givenUp) {
    const seen = deps.world.pods.byUid(named.uid) ?? (await uncached(session, named, deps));
    return viewOf({ uid: named.uid, name: named.name, bound: true }, seen, deps);
  }
  const own = deps.world.pods
    .byIndex('session', session.metadata.uid)
    .find((pod) => claimOf(pod) === 'cold' && !deps.deleted.has(uidOf(pod)));
  return own && viewOf({ uid: uidOf(own), name: own.metadata.name, bound: false }, own, deps);
}

/** A binding is not given up for what a cache doesn't show. */
async function uncached(
  session: VoiceSession,
  named: { name: string; uid: string },
  { world, deleted }: SessionDeps,
): Promise<Pod | undefined> {
  if (deleted.has(named.uid)) return undefined;
  const ref = { namespace: session.metadata.namespace, name: named.name };
  const pod = await world.pods.api.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  return pod && uidOf(pod) === named.uid ? world.pods.offer(pod) : undefined;
}

function viewOf(
  named: { uid: string; name: string; bound: boolean },
  seen: Pod | undefined,
  { roster, deleted, world }: SessionDeps,
): PodView {
  const failures = seen?.status?.phase === 'Pending' ? world.mountFailures.byIndex('pod', named.uid) : [];
  return {
    ...named,
    seen,
    finished: seen !== undefined && isFinished(seen),
    heardOut: false,
    deletedByUs: deleted.has(named.uid),
    answered: roster.of(named.uid) !== undefined,
    silentMs: roster.silentMs(named.uid),
    memoryPeakBytes: seen && isFinished(seen) ? roster.vitals(named.uid)?.memory.peakBytes : undefined,
    mountFailure: failures.at(-1)?.message,
  };
}

/** What we don't remember the pod may have told: a new leader asks before it assigns again. */
function assignmentOf(
  session: VoiceSession,
  pod: PodView | undefined,
  { assignments, roster }: SessionDeps,
): Assignment {
  if (!pod?.bound) return { state: 'none' };
  if (session.status?.readyAt) return { state: 'taken' };
  const known = assignments.of(pod.uid);
  if (known.state === 'none' && roster.of(pod.uid)?.sessionUid === session.metadata.uid) return { state: 'taken' };
  return known;
}

export const strays = (session: VoiceSession, keep: string | undefined, { world, deleted }: SessionDeps): Pod[] =>
  world.pods
    .byIndex('session', session.metadata.uid)
    .filter((pod) => uidOf(pod) !== keep && !isDeleting(pod) && !deleted.has(uidOf(pod)));

export const sessionRef = ({ metadata }: VoiceSession): bus.SessionRef => ({
  uid: metadata.uid,
  name: metadata.name,
  namespace: metadata.namespace,
});
