import { annotations, endReasons, IDEMPOTENCY_SECONDS, SESSION_FINALIZER, type SessionStatus } from '@switchboard/api';
import { isNotFound, refOf } from '@switchboard/kube';
import type { VoiceAgent, VoiceSession } from '../cluster/resources.ts';
import { deletePod } from '../pod/maker.ts';
import { roomOf, uidOf } from '../pod/marks.ts';
import { withCondition } from './conditions.ts';
import type { SessionDeps } from './deps.ts';
import { sessionRef, strays } from './gather.ts';
import { endedStatus } from './status.ts';
import type { SessionView, Verdict } from './view.ts';
import { stampOf, tell, writeStatus } from './write.ts';

/** One word for why. Whatever the pod says from now on is not heard. */
export async function end(view: SessionView, verdict: Verdict, deps: SessionDeps): Promise<VoiceSession> {
  const { pod, elapsed, stored } = view;
  const status = endedStatus(view.session.status ?? {}, verdict, stampOf(stored, deps), pod?.memoryPeakBytes);
  const session = await writeStatus(stored, status, deps);
  if (pod) deps.inbox.close(pod.uid);
  deps.metrics.ended(verdict.reason, session.metadata.namespace, elapsed.ready);
  deps.traces.over(session, deps.memories.remember(session, false), verdict.reason);
  const { blame } = endReasons[verdict.reason];
  tell(deps, session, {
    type: blame === 'platform' || blame === 'system' ? 'Warning' : 'Normal',
    reason: verdict.reason,
    action: 'End',
    note: verdict.message,
  });
  deps.admission.release(session.metadata.uid);
  deps.cold.end(session.metadata.uid);
  return session;
}

const GRACE_AFTER_END_SECONDS = 10;
/** How long clean-up outside of Kubernetes is tried before the session is let go; the janitor does the rest. */
const CLEAN_UP_MS = 240_000;

/** Pod, room, record and finalizer. Throws to be called again; what is done already costs nothing to do again. */
export async function cleanUp(session: VoiceSession, deps: SessionDeps): Promise<void> {
  await dropPods(session, undefined, deps);
  const trouble = await cleanOutside(session, deps);
  if (trouble !== undefined && !isOverdue(session, deps)) {
    await say(session, trouble, deps);
    throw trouble;
  }
  if (trouble !== undefined) {
    tell(deps, session, {
      type: 'Warning',
      reason: 'CleanUpIncomplete',
      action: 'ReleaseFinalizer',
      note: 'LiveKit or the bus stayed away; the janitor removes the room when it is back.',
    });
  }
  await releaseFinalizer(session, deps);
}

/** All pods of the session but one. */
export async function dropPods(session: VoiceSession, keep: string | undefined, deps: SessionDeps): Promise<void> {
  const grace = session.status?.endReason === 'NodeLost' ? 0 : GRACE_AFTER_END_SECONDS;
  for (const pod of strays(session, keep, deps)) {
    deps.deleted.add(uidOf(pod));
    try {
      await deletePod(deps.world, pod, grace);
      // The room that the session names is the session's to keep or to delete.
      if (roomOf(pod) !== session.status?.room) dropRoom(roomOf(pod), deps);
    } catch (error) {
      deps.deleted.delete(uidOf(pod));
      throw error;
    }
  }
}

/** Of a pod that came to nothing. What fails here is the janitor's. */
export function dropRoom(room: string | undefined, { rooms, log }: SessionDeps): void {
  if (room === undefined) return;
  rooms
    .delete(room)
    .catch((error: unknown) => log.debug({ error }, 'the room of a dropped pod is left to the janitor'));
}

async function cleanOutside(session: VoiceSession, deps: SessionDeps): Promise<Error | undefined> {
  const memory = deps.memories.remember(session, false);
  try {
    const { room } = session.status ?? {};
    if (room && !memory.roomDeleted) await deps.rooms.delete(room);
    memory.roomDeleted = true;
    if (!memory.endRecorded && session.status?.endReason) {
      await deps.link.record(endedRecord(session, session.status));
    }
    memory.endRecorded = true;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function endedRecord(session: VoiceSession, status: SessionStatus) {
  return {
    type: 'ended' as const,
    at: status.endedAt ?? session.metadata.creationTimestamp,
    session: sessionRef(session),
    agent: session.spec.agent,
    reason: status.endReason ?? ('RuntimeError' as const),
    ...(status.pod ? { pod: status.pod.uid } : {}),
    ...(status.usage ? { usage: status.usage } : {}),
  };
}

async function say(session: VoiceSession, trouble: Error, deps: SessionDeps): Promise<void> {
  const said = { type: 'CleanedUp', status: 'False' as const, reason: 'LiveKitUnavailable', message: trouble.message };
  const conditions = withCondition(session.status?.conditions, said, stampOf(session, deps));
  const known = session.status?.conditions?.some(({ type }) => type === 'CleanedUp');
  if (known) return;
  tell(deps, session, { type: 'Warning', reason: 'CleanUpDelayed', action: 'CleanUp', note: trouble.message });
  await writeStatus(session, { ...session.status, conditions }, deps);
}

function isOverdue(session: VoiceSession, { clock }: SessionDeps): boolean {
  const began = session.status?.endedAt ?? session.metadata.deletionTimestamp;
  return began !== undefined && clock.now() - Date.parse(began) > CLEAN_UP_MS;
}

async function releaseFinalizer(session: VoiceSession, deps: SessionDeps): Promise<void> {
  const { finalizers = [], uid } = session.metadata;
  if (!finalizers.includes(SESSION_FINALIZER)) return;
  const now = deps.world.sessions.byUid(uid) ?? session;
  const kept = (now.metadata.finalizers ?? []).filter((name) => name !== SESSION_FINALIZER);
  const { resourceVersion } = now.metadata;
  try {
    const patch = { metadata: { finalizers: kept } };
    deps.world.sessions.offer(await deps.world.sessions.api.patch(refOf(now), patch, { uid, resourceVersion }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Ended sessions are kept for their time, then deleted. Returns how long until then. */
export async function expire(session: VoiceSession, deps: SessionDeps): Promise<number | undefined> {
  const { namespace, uid } = session.metadata;
  const agent = deps.world.agents.get(`${namespace}/${session.spec.agent}`);
  const left = Date.parse(session.status?.endedAt ?? '') + keptMs(session, agent) - deps.clock.now();
  if (left > 0) return left;
  await deps.world.sessions.api.delete(refOf(session), { uid });
  return undefined;
}

const TTL_SECONDS = 86_400;

/** How long an ended session is kept. */
export function keptMs({ metadata }: VoiceSession, agent: VoiceAgent | undefined): number {
  const marks = metadata.annotations ?? {};
  if (marks[annotations.discard] === 'true') return 0;
  const ttl = agent?.spec.ttlSeconds ?? TTL_SECONDS;
  return 1000 * (marks[annotations.keyed] === 'true' ? Math.max(ttl, IDEMPOTENCY_SECONDS) : ttl);
}
