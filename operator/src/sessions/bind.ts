import { annotations, type Limits, labels } from '@switchboard/api';
import { isConflict, isNotFound, type Pod, refOf } from '@switchboard/kube';
import { ownerOf, type VoiceAgent, type VoiceSession } from '../cluster/resources.ts';
import { claimedDeadline, departureSeconds, roomWaitSeconds } from '../pod/clocks.ts';
import { guardAnnotations, roomOf, uidOf } from '../pod/marks.ts';
import { assignMessage, callerIdentity } from './assign.ts';
import type { SessionDeps } from './deps.ts';
import { sessionRef } from './gather.ts';
import type { Memory } from './memory.ts';
import { boundStatus } from './status.ts';
import { stampOf, writeStatus } from './write.ts';

export interface Binding {
  readonly session: VoiceSession;
  readonly memory: Memory;
  readonly agent: VoiceAgent;
  readonly limits: Limits;
  readonly attempt: number;
}

/** Somebody changed the session between our reading and our commit, and it can't be bound any more. */
export class CommitLostError extends Error {
  constructor(cause: unknown) {
    super('the session changed before its pod could be committed; the next pass decides anew', { cause });
    this.name = 'CommitLostError';
  }
}

/**
 * Who wrote which field is of no use in a pod that nobody applies, and keeping it is almost half of what each later
 * write of the pod costs the API server, the kubelet's among them, and almost half of the pod.
 */
const UNTRACKED = [{}];

/** Reserve: one guarded patch that says whose the pod is. Undefined: the pod is another's, or gone. Not offered yet. */
export async function reserve(binding: Binding, pod: Pod, deps: SessionDeps): Promise<Pod | undefined> {
  const { session, limits } = binding;
  const { world, clock } = deps;
  const { uid, resourceVersion } = pod.metadata;
  const ageSeconds = (clock.now() - Date.parse(pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '')) / 1000;
  const patch = {
    metadata: {
      labels: { [labels.claim]: 'claimed', [labels.session]: session.metadata.name },
      annotations: { [annotations.sessionUid]: session.metadata.uid, ...guardAnnotations },
      ownerReferences: [ownerOf('VoiceSession', session)],
      managedFields: UNTRACKED,
    },
    spec: { activeDeadlineSeconds: claimedDeadline(ageSeconds, limits, pod.spec?.activeDeadlineSeconds) },
  };
  try {
    return await world.pods.api.patch(refOf(pod), patch, { uid, resourceVersion });
  } catch (error) {
    if (isConflict(error) || isNotFound(error)) return undefined;
    throw error;
  }
}

export interface Commit {
  readonly warm: boolean;
  /** The API server has it; what follows is between the pod, LiveKit and us. */
  readonly onWritten?: () => void;
}

/** Commit: the session names the pod. From here on it is this pod's, and the pod is told. */
export async function commit(
  binding: Binding,
  pod: Pod,
  { warm, onWritten }: Commit,
  deps: SessionDeps,
): Promise<VoiceSession> {
  const { memory } = binding;
  const room = roomOf(pod) ?? '';
  // First of all: what the assignment needs is made ready while the API server writes.
  const writing = write(binding, pod, warm, deps);
  // Also of a pod that waits inside: LiveKit may have been restarted since, and have forgotten the room.
  const ready = makeRoom(binding, room, deps);
  const token = deps.tokens.mint(room, pod.metadata.name);
  // Both may fail before anybody waits for them; assign() asks for them anew.
  ready.catch(() => {});
  token.catch(() => {});
  const session = await writing;
  onWritten?.();
  deps.memories.mark(memory, 'bound');
  deps.admission.placed(session.metadata.uid);
  deps.cold.end(session.metadata.uid);
  deps.roster.expect(uidOf(pod));
  try {
    await ready;
    send({ ...binding, session }, pod, await token, deps);
  } catch (error) {
    // The binding stands; the next pass makes the room and tells the pod.
    deps.log.warn({ error, session: session.metadata.name }, 'the room could not be made yet');
  }
  return session;
}

async function write(binding: Binding, pod: Pod, warm: boolean, deps: SessionDeps): Promise<VoiceSession> {
  const { memory, attempt } = binding;
  const named = { name: pod.metadata.name, uid: uidOf(pod), warm, attempt };
  const node = pod.spec?.nodeName;
  const next = (session: VoiceSession) =>
    boundStatus(
      session.status ?? {},
      {
        pod: node === undefined ? named : { ...named, node },
        room: roomOf(pod) ?? '',
        identity: callerIdentity(session),
        agentGeneration: binding.agent.metadata.generation ?? 0,
        limits: binding.limits,
        queuedMilliseconds: Math.round(deps.memories.since(memory, 'seen') ?? 0),
      },
      stampOf(session, deps),
    );
  try {
    return await writeStatus(binding.session, next(binding.session), deps);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const fresh = await deps.world.sessions.api.get(refOf(binding.session));
    deps.world.sessions.offer(fresh);
    if (!isStillOurs(binding.session, fresh)) throw new CommitLostError(error);
    return writeStatus(fresh, next(fresh), deps);
  }
}

const isStillOurs = (before: VoiceSession, now: VoiceSession): boolean =>
  now.metadata.uid === before.metadata.uid &&
  now.metadata.deletionTimestamp === undefined &&
  !now.spec.stop &&
  now.status?.phase !== 'Ended' &&
  now.status?.pod?.uid === before.status?.pod?.uid;

/** The pod is told again, or for the first time by a new leader. */
export async function assign(binding: Binding, pod: Pod, deps: SessionDeps): Promise<void> {
  const room = roomOf(pod) ?? '';
  await makeRoom(binding, room, deps);
  send(binding, pod, await deps.tokens.mint(room, pod.metadata.name), deps);
}

function send({ session, agent, limits, memory }: Binding, pod: Pod, token: string, deps: SessionDeps): void {
  const room = { url: deps.settings.podUrl, name: roomOf(pod) ?? '', token };
  deps.memories.mark(memory, 'asked');
  const key = `${session.metadata.namespace}/${session.metadata.name}`;
  deps.assignments.start(
    key,
    uidOf(pod),
    assignMessage(session, agent, limits, { room, trace: deps.traces.assign(session) }),
  );
  deps.clock.after(RECORD_AFTER_MS, () => record({ session, memory }, deps));
}

/** The caller waits for what is written before it. */
const RECORD_AFTER_MS = 250;

/** Behind the work; a later pass tries again what failed. */
export function record({ session, memory }: Pick<Binding, 'session' | 'memory'>, deps: SessionDeps): void {
  const { pod, room } = session.status ?? {};
  if (!pod || room === undefined || memory.recorded || !deps.link.up) return;
  memory.recorded = true;
  const at = new Date(deps.clock.now()).toISOString();
  const { agent } = session.spec;
  deps.link.record({ type: 'committed', at, session: sessionRef(session), agent, pod: pod.uid, room }).catch(() => {
    memory.recorded = false;
  });
}

export function makeRoom({ session, limits }: Pick<Binding, 'session' | 'limits'>, name: string, deps: SessionDeps) {
  return deps.rooms.create({
    name,
    emptySeconds: roomWaitSeconds(0, limits),
    departureSeconds: departureSeconds(limits),
    maxParticipants: session.spec.channel.livekit?.maxParticipants ?? 1,
  });
}
