import type { EndReason, RuntimeEndReason } from '@switchboard/api';
import { unschedulableMessage } from '../pod/container.ts';
import { findCondition } from './conditions.ts';
import type { Decision, Leave, Policy, SessionView } from './view.ts';

/** For what the pod does by itself or at once, before it is done for the pod. */
const BACKSTOP_MS = 3000;

/** What a session that never got a pod waited for is why it ended. */
export const pendingTimeout: Policy = (view) => {
  const { session, elapsed, limits, pod } = view;
  if (session.status?.readyAt || elapsed.pending < limits.pendingSeconds * 1000) return undefined;
  if (pod?.bound && view.assignment.state === 'taken') return undefined;
  const unschedulable = pod?.seen && unschedulableMessage(pod.seen);
  if (unschedulable) return { reason: 'Unschedulable', message: unschedulable };
  const waited = findCondition(session.status?.conditions, 'Bound');
  const known: Partial<Record<string, EndReason>> = { QuotaRefused: 'QuotaRefused', Unschedulable: 'Unschedulable' };
  const message =
    `No pod within ${limits.pendingSeconds} s. ${waited?.status === 'False' ? waited.message : ''}`.trim();
  return { reason: known[waited?.reason ?? ''] ?? 'PendingTimeout', message };
};

export const agentJoinTimeout: Policy = ({ session, elapsed, assignment, clocks }) => {
  if (session.status?.readyAt || assignment.state !== 'taken') return undefined;
  if ((elapsed.taken ?? 0) < clocks.agentJoinMs) return undefined;
  return {
    reason: 'AgentJoinTimeout',
    message: `The pod took the session, and was not in its room ${Math.round(clocks.agentJoinMs / 1000)} s later.`,
  };
};

/** A leave-taking that found no end: ended for the reason it began with. */
export const leaveOverdue: Policy = (view) => {
  const { session, elapsed } = view;
  if (elapsed.ending === undefined || elapsed.ending < leaveMs(view)) return undefined;
  const reason = (session.status?.reason ?? 'Stopped') as EndReason;
  return { reason, message: session.status?.message ?? 'The time for a goodbye is over.' };
};

const withoutGoodbye: ReadonlySet<string> = new Set(['JoinTimeout', 'CallerLeft']);

function leaveMs({ session, clocks }: SessionView): number {
  const { spec, status, metadata } = session;
  const cut = metadata.deletionTimestamp !== undefined || (spec.stop && spec.stopMode === 'Now');
  return cut || withoutGoodbye.has(status?.reason ?? '') ? BACKSTOP_MS : clocks.goodbyeMs + BACKSTOP_MS;
}

export const timers: readonly Policy[] = [pendingTimeout, agentJoinTimeout, leaveOverdue];

/** Why the pod should take its leave now; nothing while the conversation may go on. */
export function wantsLeave({ session, elapsed, limits }: SessionView): (Decision & { do: 'leave' }) | undefined {
  const { spec, status, metadata } = session;
  if (!status?.readyAt) return undefined;
  if (metadata.deletionTimestamp) return leave('Stopped', 'The VoiceSession was deleted.', 'now');
  if (spec.stop && spec.stopMode === 'Now') return leave(stopReason(session), 'It was stopped at once.', 'now');
  if (status.phase === 'Ending') return undefined;
  if (spec.stop) return leave(stopReason(session), 'It was stopped with a goodbye.', 'goodbye');
  if ((elapsed.ready ?? 0) >= limits.maxDurationSeconds * 1000) {
    return leave('MaxDuration', `The conversation reached its limit of ${limits.maxDurationSeconds} s.`, 'goodbye');
  }
  if (!status.activeAt && (elapsed.ready ?? 0) >= limits.joinSeconds * 1000) {
    return leave('JoinTimeout', `The caller did not come within ${limits.joinSeconds} s.`, 'now');
  }
  // The pod ends by itself when the caller stays away; this is for one that doesn't.
  if (elapsed.away !== undefined && elapsed.away >= limits.reconnectSeconds * 1000 + BACKSTOP_MS) {
    return leave('CallerLeft', `The caller did not come back within ${limits.reconnectSeconds} s.`, 'now');
  }
  return undefined;
}

const leave = (reason: RuntimeEndReason, message: string, how: Leave): Decision & { do: 'leave' } => ({
  do: 'leave',
  reason,
  message,
  how,
});

const stopReason = ({ spec }: SessionView['session']): RuntimeEndReason =>
  spec.stopReason === 'Drained' ? 'Drained' : 'Stopped';

/** When a limit may next be reached. Silence has a watch of its own, for all sessions at once. */
export function nextTimerMs(view: SessionView): number | undefined {
  const { session, elapsed, limits, assignment, clocks } = view;
  const left: number[] = [];
  const until = (limitMs: number, sinceMs: number | undefined) => {
    if (sinceMs !== undefined) left.push(limitMs - sinceMs);
  };
  const status = session.status;
  if (!status?.readyAt) until(limits.pendingSeconds * 1000, elapsed.pending);
  if (!status?.readyAt && assignment.state === 'taken') until(clocks.agentJoinMs, elapsed.taken);
  if (status?.readyAt && !status.activeAt) until(limits.joinSeconds * 1000, elapsed.ready);
  if (status?.readyAt) until(limits.maxDurationSeconds * 1000, elapsed.ready);
  until(limits.reconnectSeconds * 1000 + BACKSTOP_MS, elapsed.away);
  until(leaveMs(view), elapsed.ending);
  const soonest = Math.min(...left);
  return Number.isFinite(soonest) ? Math.max(soonest, SOONEST_MS) : undefined;
}

/** What is overdue and can't be helped now is looked at again, not spun upon. */
const SOONEST_MS = 250;
