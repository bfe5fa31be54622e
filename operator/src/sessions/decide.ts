import { type EndReason, endReasons } from '@switchboard/api';
import { deadlineExceeded, evicted, failures } from '../failures/index.ts';
import { terminatedOf } from '../pod/container.ts';
import { timers, wantsLeave } from './timers.ts';
import type { Decision, Policy, SessionView, Verdict, Waiting } from './view.ts';

/** Deaf pods replaced within one claim; the binding after the last of them is the last. */
export const REPLACEMENTS_MAX = 3;

/** The pod's own word for its end goes before whatever is seen of it afterwards. */
export const reportedEnd: Policy = (view) => {
  const { reports, session } = view;
  const ended = reports.find(({ event }) => event === 'Ended');
  if (!ended) return undefined;
  if (wasTakenAway(view) && (ended.reason === undefined || saidBecauseOfSigterm.has(ended.reason))) {
    return { reason: 'PodDeleted', message: 'The pod was deleted while it had the conversation; it took its leave.' };
  }
  const taken = wasToldToGo(view) ? takenByKubelet(view) : undefined;
  if (taken) return taken;
  const wanted = session.status?.phase === 'Ending' ? (session.status.reason as EndReason | undefined) : undefined;
  const reason = ended.reason ?? wanted ?? 'RuntimeError';
  const asked = session.status?.phase === 'Ending' ? session.status.message : undefined;
  return { reason, message: ended.message ?? asked ?? endReasons[reason].meaning };
};

// A pod that is told to stop can't know why; we can, if it wasn't us.
const saidBecauseOfSigterm: ReadonlySet<EndReason> = new Set(['Drained', 'Stopped', 'RuntimeError']);

const wasTakenAway = ({ pod, session }: SessionView): boolean =>
  pod?.seen?.metadata.deletionTimestamp !== undefined && !pod.deletedByUs && session.status?.phase !== 'Ending';

/** The pod was told to go, and neither by us nor by a deletion: the kubelet knows why. */
function wasToldToGo(view: SessionView): boolean {
  const ended = view.reports.find(({ event }) => event === 'Ended');
  return ended?.reason === 'Drained' && view.session.status?.phase !== 'Ending' && !wasTakenAway(view);
}

/** A pod that exits with 0 keeps no reason in its status, though the kubelet evicted it; nobody else tells a pod to go. */
function takenByKubelet(view: SessionView): Verdict | undefined {
  const said = evicted(view) ?? deadlineExceeded(view);
  if (said || !view.pod?.finished) return said;
  const message =
    'The kubelet told the pod to go, and it took its leave. The Events of the pod and of its node say why.';
  return { reason: 'Evicted', message };
}

/** The kubelet gives its reason with the pod's end, a moment after the pod's own word. */
const awaitsKubelet = (view: SessionView): boolean =>
  wasToldToGo(view) &&
  view.pod?.seen !== undefined &&
  !view.pod.finished &&
  !view.pod.deletedByUs &&
  view.pod.silentMs < view.clocks.silenceMs;

/** It left of its own will, so it said why; a bus that is away may keep that from us for long. */
function awaitsLastWords({ pod, reports, busUp, elapsed }: SessionView): boolean {
  if (!pod?.bound || !pod.finished || pod.heardOut || !pod.seen) return false;
  if (terminatedOf(pod.seen)?.exitCode !== 0 || reports.some(({ event }) => event === 'Ended')) return false;
  return (elapsed.over ?? 0) < (busUp ? UNHEARD_MS : UNHEARD_WITHOUT_BUS_MS);
}

const UNHEARD_MS = 30_000;
const UNHEARD_WITHOUT_BUS_MS = 600_000;

export const stoppedBeforeReady: Policy = ({ session }) => {
  const { spec, status, metadata } = session;
  if (status?.readyAt || !(spec.stop || metadata.deletionTimestamp)) return undefined;
  if (spec.stop && spec.stopReason === 'QueueCleared') {
    return { reason: 'QueueCleared', message: 'An administrator cleared the queue.' };
  }
  return { reason: 'Cancelled', message: 'The session was stopped before it was ready.' };
};

export const agentNotFound: Policy = ({ session, agent }) => {
  if (agent || session.status?.pod) return undefined;
  return { reason: 'AgentNotFound', message: `There is no VoiceAgent ${session.spec.agent} in the namespace.` };
};

const endings: readonly Policy[] = [reportedEnd, stoppedBeforeReady, agentNotFound, ...failures, ...timers];

export function decide(view: SessionView): Decision {
  const lost = lostBeforeTaken(view);
  if (lost) return lost;
  if (awaitsKubelet(view) || awaitsLastWords(view)) return { do: 'hold' };
  const verdict = firstVerdict(view);
  if (verdict) return { do: 'end', verdict };
  return wantsLeave(view) ?? (view.pod?.bound ? tend(view) : { do: 'place', attempt: nextAttempt(view) });
}

export function firstVerdict(view: SessionView): Verdict | undefined {
  for (const policy of endings) {
    const verdict = policy(view);
    if (verdict) return verdict;
  }
  return undefined;
}

/** A pod lost before it took the session cost nobody a word: another one may be sought. */
function lostBeforeTaken(view: SessionView): Decision | undefined {
  const { pod, session, assignment, reports } = view;
  const { spec, status, metadata } = session;
  if (!pod || status?.readyAt || assignment.state === 'taken' || reports.length > 0) return undefined;
  if (spec.stop || metadata.deletionTimestamp) return undefined;
  const gone = !pod.seen || (pod.seen.metadata.deletionTimestamp !== undefined && !pod.finished);
  if (!gone) return undefined;
  return again(view, 'The pod was lost before it took the session.');
}

function again(view: SessionView, message: string): Decision {
  const attempt = nextAttempt(view);
  if (view.pod?.bound && attempt > REPLACEMENTS_MAX + 1) {
    return {
      do: 'end',
      verdict: { reason: 'AssignFailed', message: `${REPLACEMENTS_MAX + 1} pods did not take the session. ${message}` },
    };
  }
  return { do: 'replace', attempt, message };
}

/** It has its pod: make the pod take it. */
function tend(view: SessionView): Decision {
  const { assignment, session } = view;
  if (session.status?.readyAt || assignment.state === 'asking') return { do: 'wait' };
  if (assignment.state === 'taken') return { do: 'wait' };
  if (!view.busUp || assignment.state === 'unreachable') return { do: 'wait', waiting: busUnavailable };
  if (assignment.state === 'none') return { do: 'assign' };
  if (!view.deafnessProven && assignment.state === 'deaf') return { do: 'wait', waiting: busUnavailable };
  return again(view, 'message' in assignment ? assignment.message : '');
}

const busUnavailable: Waiting = {
  reason: 'BusUnavailable',
  message: 'The bus is away, so that the pod can’t be told of the session.',
};

const nextAttempt = ({ session }: SessionView): number => (session.status?.pod?.attempt ?? 0) + 1;
