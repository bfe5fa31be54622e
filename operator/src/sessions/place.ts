import { waitReasons } from '@switchboard/api';
import { keyOf, type Pod } from '@switchboard/kube';
import { fittingNodes } from '../cluster/node-state.ts';
import type { VoiceAgent, VoiceSession } from '../cluster/resources.ts';
import { agentKey } from '../cluster/world.ts';
import { unschedulableMessage, waitingOf } from '../pod/container.ts';
import { PodRefusedError } from '../pod/maker.ts';
import { uidOf } from '../pod/marks.ts';
import type { Applicant } from '../queue/admission.ts';
import { type Binding, commit, reserve } from './bind.ts';
import type { SessionDeps } from './deps.ts';
import type { Memory } from './memory.ts';
import type { SessionView, Verdict, Waiting } from './view.ts';

export type Placed =
  | { readonly bound: VoiceSession }
  /** There is a pod for it, and others are writing: it is woken in a moment. */
  | { readonly inTurn: true }
  | { readonly waiting: Waiting; readonly position?: number; readonly againMs?: number }
  | { readonly verdict: Verdict };

/** How often a session that waits looks at its place. */
const POSITION_EVERY_MS = 5000;
const QUOTA_AGAIN_MS = 5000;
/** Warm pods tried within one pass; each may have been changed by the kubelet in the same instant. */
const CANDIDATES = 3;

export const applicantOf = ({ metadata, spec }: VoiceSession): Applicant => ({
  uid: metadata.uid,
  key: `${metadata.namespace}/${metadata.name}`,
  namespace: metadata.namespace,
  agent: agentKey(metadata.namespace, spec.agent),
  priority: spec.priority,
  createdMs: Date.parse(metadata.creationTimestamp),
});

/** Its turn, then a warm pod, then a pod of its own. */
export async function place(view: SessionView, attempt: number, memory: Memory, deps: SessionDeps): Promise<Placed> {
  const { session, limits, agent } = view;
  if (!agent) return { waiting: { reason: 'Queued', message: 'The agent can’t be read now.' }, againMs: 1000 };
  const standing = deps.admission.apply(applicantOf(session));
  if (!standing.admitted) {
    if (standing.reason === 'QueueFull') return { verdict: queueFull };
    const { reason, position } = standing;
    return { waiting: { reason, message: waitReasons[reason] }, position, againMs: POSITION_EVERY_MS };
  }
  if (!deps.link.up)
    return { waiting: { reason: 'BusUnavailable', message: waitReasons.BusUnavailable }, againMs: 1000 };
  const binding: Binding = { session, memory, agent, limits, attempt };
  return (await claimWarm(binding, deps)) ?? startCold(view, binding, deps);
}

const queueFull: Verdict = {
  reason: 'QueueFull',
  message: 'As many sessions as the tenant allows were waiting already.',
};

async function claimWarm(binding: Binding, deps: SessionDeps): Promise<Placed | undefined> {
  const { metadata, spec } = binding.session;
  const { uid } = metadata;
  const agent = agentKey(metadata.namespace, spec.agent);
  if (!deps.warm.has(agent, deps.admission.aheadOf(uid))) return undefined;
  const leave = deps.lanes.enter({ uid, key: keyOf(binding.session) });
  if (!leave) return { inTurn: true };
  try {
    for (let tries = 0; tries < CANDIDATES; tries++) {
      const candidate = deps.warm.take(agent, deps.admission.aheadOf(uid));
      if (!candidate) return undefined;
      const bound = await claim(binding, candidate, { deps, leave });
      if (bound) return { bound };
    }
    return undefined;
  } finally {
    leave();
  }
}

async function claim(
  binding: Binding,
  candidate: Pod,
  { deps, leave }: { deps: SessionDeps; leave: () => void },
): Promise<VoiceSession | undefined> {
  const { uid } = binding.session.metadata;
  // Who holds a pod seeks none: else those behind it would leave ready pods to it, and start cold.
  deps.admission.placed(uid);
  deps.memories.mark(binding.memory, 'claiming');
  let bound: VoiceSession | undefined;
  try {
    const pod = await reserve(binding, candidate, deps);
    if (!pod) return undefined;
    deps.memories.mark(binding.memory, 'reserved');
    const committing = commit(binding, pod, { warm: true, onWritten: leave }, deps);
    // Behind the commit, which is on its way: who hears of a claimed pod only tidies up.
    deps.world.pods.offer(pod);
    bound = await committing;
    return bound;
  } finally {
    if (!bound) {
      deps.admission.unplaced(uid);
      deps.warm.giveBack(candidate);
    }
  }
}

async function startCold(view: SessionView, binding: Binding, deps: SessionDeps): Promise<Placed> {
  const { pod } = view;
  if (!pod?.seen || pod.bound) return createCold(binding, deps);
  const unschedulable = unschedulableMessage(pod.seen);
  if (unschedulable) {
    deps.cold.end(binding.session.metadata.uid);
    return { waiting: { reason: 'Unschedulable', message: unschedulable } };
  }
  if (!pod.answered) {
    await deps.maker.credential(pod.seen);
    return { waiting: { reason: 'PodStarting', message: startingMessage(waitingOf(pod.seen)?.reason) } };
  }
  deps.memories.mark(binding.memory, 'claiming');
  return { bound: await commit(binding, pod.seen, { warm: false }, deps) };
}

const startingMessage = (kubelet: string | undefined): string =>
  kubelet === undefined || kubelet === 'ContainerCreating'
    ? waitReasons.PodStarting
    : `The pod is starting: ${kubelet}.`;

async function createCold(binding: Binding, deps: SessionDeps): Promise<Placed> {
  const { session, agent, limits, memory, attempt } = binding;
  const { uid, namespace, name } = session.metadata;
  const nodes = Math.max(1, fittingNodes(deps.world, agent.spec.runtime.nodeSelector));
  if (!deps.cold.tryStart({ uid, key: `${namespace}/${name}` }, nodes * deps.settings.coldStartsPerNode)) {
    return { waiting: { reason: 'StartLimit', message: waitReasons.StartLimit }, againMs: POSITION_EVERY_MS };
  }
  protect(namespace, deps);
  try {
    const pod = await deps.maker.cold(session, agent, limits, attempt * 100 + memory.coldTries);
    if (!pod || deps.deleted.has(uidOf(pod))) memory.coldTries++;
    const waiting: Waiting = { reason: 'NoWarmPod', message: waitReasons.NoWarmPod };
    return pod ? { waiting } : { waiting, againMs: 1 };
  } catch (error) {
    deps.cold.end(uid);
    return refused(agent, error);
  }
}

/** Behind the work: that a call can't be protected from evictions is no reason to refuse it. */
function protect(namespace: string, { budgets, log }: SessionDeps): void {
  budgets
    .ensure(namespace)
    .catch((error: unknown) => log.warn({ error, namespace }, 'no disruption budget could be made'));
}

function refused(agent: VoiceAgent, error: unknown): Placed {
  if (!(error instanceof PodRefusedError)) throw error;
  const message = `Pod of agent ${agent.metadata.name}: ${error.message}`;
  if (error.reason === 'PodRefused') return { verdict: { reason: 'PodRefused', message } };
  return { waiting: { reason: 'QuotaRefused', message }, againMs: QUOTA_AGAIN_MS };
}
