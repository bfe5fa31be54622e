import { SESSION_FINALIZER, waitReasons } from '@switchboard/api';
import { isConflict, type Key, type Result, refOf } from '@switchboard/kube';
import type { VoiceSession } from '../cluster/resources.ts';
import { LiveKitError } from '../livekit/rooms.ts';
import { assign, type Binding, CommitLostError, record } from './bind.ts';
import { decide } from './decide.ts';
import type { SessionDeps } from './deps.ts';
import { cleanUp, dropPods, dropRoom, end, expire } from './end.ts';
import { gather } from './gather.ts';
import { takeLeave } from './leave.ts';
import type { Memory } from './memory.ts';
import { applicantOf, place } from './place.ts';
import { priorities } from './priority.ts';
import { helpToRejoin } from './rejoin.ts';
import { waitingStatus } from './status.ts';
import { nextTimerMs } from './timers.ts';
import type { Decision, SessionView, Waiting } from './view.ts';
import { stampOf, tell, writeStatus } from './write.ts';

/** One pass over one session: look, decide, do; at most one status write but for a binding. */
export async function reconcileSession(key: Key, deps: SessionDeps): Promise<Result | undefined> {
  const found = deps.world.sessions.get(key);
  if (!found) return undefined;
  try {
    if (found.status?.phase === 'Ended') return await afterEnd(found, deps);
    const session = await withFinalizer(found, deps);
    return session ? await live(session, deps) : undefined;
  } catch (error) {
    // The session changed under our hands: its news are in the queue, or about to be.
    if (error instanceof CommitLostError || isConflict(error)) return { requeueAfterMs: 20, priority: 2 };
    throw error;
  }
}

async function afterEnd(session: VoiceSession, deps: SessionDeps): Promise<Result | undefined> {
  const pod = session.status?.pod?.uid;
  if (pod) deps.inbox.close(pod);
  deps.admission.release(session.metadata.uid);
  deps.lanes.forget(session.metadata.uid);
  // Without the finalizer it was all done before, perhaps by an earlier leader.
  if (session.metadata.finalizers?.includes(SESSION_FINALIZER)) await cleanUp(session, deps);
  if (session.metadata.deletionTimestamp) return undefined;
  const left = await expire(session, deps);
  return left === undefined ? undefined : { requeueAfterMs: Math.min(left, DAY_MS) };
}

const DAY_MS = 86_400_000;
const HOLD_MS = 500;

/** The finalizer goes before any effect outside of Kubernetes; the gateway sets it at creation, kubectl doesn't. */
async function withFinalizer(session: VoiceSession, deps: SessionDeps): Promise<VoiceSession | undefined> {
  const { finalizers = [], deletionTimestamp, uid, resourceVersion } = session.metadata;
  if (finalizers.includes(SESSION_FINALIZER)) return session;
  if (deletionTimestamp) return undefined;
  const patch = { metadata: { finalizers: [...finalizers, SESSION_FINALIZER] } };
  return deps.world.sessions.offer(
    await deps.world.sessions.api.patch(refOf(session), patch, { uid, resourceVersion }),
  );
}

async function live(session: VoiceSession, deps: SessionDeps): Promise<Result | undefined> {
  const memory = deps.memories.remember(session, false);
  if (session.status?.pod) deps.admission.restore(applicantOf(session), true);
  const view = await gather(session, memory, deps);
  const decision = decide(view);
  await helpToRejoin(view, memory, deps);
  return apply(view, decision, memory, deps);
}

async function apply(
  view: SessionView,
  decision: Decision,
  memory: Memory,
  deps: SessionDeps,
): Promise<Result | undefined> {
  const again = { requeueAfterMs: nextTimerMs(view), priority: 1 };
  switch (decision.do) {
    case 'end': {
      const ended = await end(view, decision.verdict, deps);
      return afterEnd(ended, deps);
    }
    case 'leave': {
      await takeLeave(view, decision, deps);
      return { requeueAfterMs: 1000 };
    }
    case 'hold':
      return { requeueAfterMs: HOLD_MS, priority: 1 };
    case 'place':
      return placeAgain(view, decision.attempt, memory, deps);
    case 'replace': {
      tell(deps, view.session, { type: 'Warning', reason: 'PodReplaced', action: 'Rebind', note: decision.message });
      deps.metrics.replaced();
      await giveUpPod(view, memory, deps);
      return placeAgain({ ...view, pod: undefined }, decision.attempt, memory, deps);
    }
    case 'assign': {
      const binding = bindingOf(view, memory);
      if (!binding || !view.pod?.seen) return again;
      try {
        await assign(binding, view.pod.seen, deps);
        return again;
      } catch (error) {
        if (!(error instanceof LiveKitError)) throw error;
        await writeFolded(view, memory, liveKitAway, deps);
        return { requeueAfterMs: 1000, priority: 1 };
      }
    }
    case 'wait': {
      await writeFolded(view, memory, decision.waiting, deps);
      if (view.assignment.state !== 'asking') record({ session: view.session, memory }, deps);
      return decision.waiting ? { requeueAfterMs: 1000 } : again;
    }
  }
}

/** The old pod goes before another is sought: never two for one session. */
async function giveUpPod({ session, pod }: SessionView, memory: Memory, deps: SessionDeps): Promise<void> {
  if (pod) {
    memory.givenUp = pod.uid;
    deps.assignments.forget(pod.uid);
    // What it says on its way out is not of this conversation any more.
    deps.inbox.close(pod.uid);
  }
  delete memory.moments.taken;
  delete memory.moments.over;
  memory.lastWords = undefined;
  memory.recorded = false;
  memory.coldTries++;
  deps.admission.unplaced(session.metadata.uid);
  await dropPods(session, undefined, deps);
  // Still named by the session, until the next pod brings a room of its own.
  dropRoom(session.status?.room, deps);
}

async function placeAgain(
  view: SessionView,
  attempt: number,
  memory: Memory,
  deps: SessionDeps,
): Promise<Result | undefined> {
  const placed = await place(view, attempt, memory, deps);
  if ('inTurn' in placed) return { requeueAfterMs: nextTimerMs(view), priority: priorities.starting };
  deps.lanes.forget(view.session.metadata.uid);
  if ('verdict' in placed) {
    const ended = await end(view, placed.verdict, deps);
    return afterEnd(ended, deps);
  }
  if ('bound' in placed) {
    await dropPods(placed.bound, placed.bound.status?.pod?.uid, deps);
    return { requeueAfterMs: deps.settings.agentJoinMs, priority: 1 };
  }
  await writeWaiting(view, placed, memory, deps);
  const soonest = Math.min(nextTimerMs(view) ?? Number.POSITIVE_INFINITY, placed.againMs ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(soonest) ? { requeueAfterMs: soonest, priority: 1 } : undefined;
}

async function writeWaiting(
  { session }: SessionView,
  { waiting, position }: { waiting: Waiting; position?: number },
  memory: Memory,
  deps: SessionDeps,
): Promise<void> {
  const before = session.status ?? {};
  const { queuePosition, ...rest } = before;
  const moved = queuePosition !== position;
  const due = deps.clock.monotonic() - memory.positionWrittenAt >= POSITION_EVERY_MS;
  if (before.reason === waiting.reason && before.message === waiting.message && !(moved && due)) return;
  if (before.reason !== waiting.reason) sayWaiting(session, waiting, deps);
  memory.positionWrittenAt = deps.clock.monotonic();
  const status = position === undefined ? rest : { ...rest, queuePosition: position };
  await writeStatus(session, waitingStatus(status, waiting, stampOf(session, deps)), deps);
}

const liveKitAway: Waiting = { reason: 'LiveKitUnavailable', message: waitReasons.LiveKitUnavailable };

const POSITION_EVERY_MS = 5000;

const ordinary: ReadonlySet<string> = new Set(['NoWarmPod', 'PodStarting', 'StartLimit']);
const limits: ReadonlySet<string> = new Set(['Queued', 'AgentLimit', 'TenantLimit', 'ClusterLimit']);

/** What an SRE would ask about; that a pod is starting is in the status. */
function sayWaiting(session: VoiceSession, { reason, message }: Waiting, deps: SessionDeps): void {
  if (ordinary.has(reason)) return;
  tell(deps, session, { type: limits.has(reason) ? 'Normal' : 'Warning', reason, action: 'Wait', note: message });
}

function bindingOf({ session, agent, limits }: SessionView, memory: Memory): Binding | undefined {
  const attempt = session.status?.pod?.attempt ?? 1;
  return agent && { session, memory, agent, limits, attempt };
}

async function writeFolded(
  { stored, session, pod }: SessionView,
  memory: Memory,
  waiting: Waiting | undefined,
  deps: SessionDeps,
): Promise<void> {
  const status = session.status ?? {};
  const written = await writeStatus(
    stored,
    waiting ? waitingStatus(status, waiting, stampOf(stored, deps)) : status,
    deps,
  );
  // Also what an earlier leader folded and could not ack any more.
  if (pod) deps.inbox.folded(pod.uid, written.status?.reported ?? 0);
  if (stored.status?.readyAt || !written.status?.readyAt) return;
  deps.metrics.started(written, memory.moments);
  deps.traces.over(written, memory);
}
