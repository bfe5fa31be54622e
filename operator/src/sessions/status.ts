import { type bus, endReasons, type Limits, type SessionStatus, waitReasons } from '@switchboard/api';
import { withCondition } from './conditions.ts';
import type { Verdict, Waiting } from './view.ts';

export interface Stamp {
  readonly now: string;
  readonly generation: number | undefined;
}

export interface Bound {
  readonly pod: NonNullable<SessionStatus['pod']>;
  readonly room: string;
  readonly identity: string;
  readonly agentGeneration: number;
  readonly limits: Limits;
  readonly queuedMilliseconds: number;
}

export function waitingStatus(status: SessionStatus, waiting: Waiting, stamp: Stamp): SessionStatus {
  const phase = status.pod ? status.phase : 'Pending';
  return {
    ...status,
    ...observed(stamp),
    phase: phase ?? 'Pending',
    reason: waiting.reason,
    message: waiting.message,
    conditions: withCondition(
      status.conditions,
      { type: status.pod ? 'Ready' : 'Bound', status: 'False', reason: waiting.reason, message: waiting.message },
      stamp,
    ),
  };
}

export function boundStatus(status: SessionStatus, bound: Bound, stamp: Stamp): SessionStatus {
  const { queuePosition, ...rest } = status;
  const how = bound.pod.warm ? 'a warm pod' : 'a pod of its own';
  let conditions = withCondition(
    status.conditions,
    { type: 'Bound', status: 'True', reason: 'Bound', message: `Bound to ${how}.` },
    stamp,
  );
  conditions = withCondition(
    conditions,
    { type: 'Ready', status: 'False', reason: 'PodStarting', message: 'The agent is not in its room yet.' },
    stamp,
  );
  return {
    ...rest,
    ...observed(stamp),
    phase: 'Starting',
    reason: 'Bound',
    message: waitReasons.Bound,
    conditions,
    agentGeneration: bound.agentGeneration,
    effectiveLimits: bound.limits,
    pod: bound.pod,
    room: bound.room,
    identity: bound.identity,
    boundAt: stamp.now,
    timings: { ...status.timings, queuedMilliseconds: bound.queuedMilliseconds },
  };
}

export interface Start {
  readonly readyInMs: number;
  readonly timings: NonNullable<SessionStatus['timings']>;
}

/** What the pod's reports make of the status. An event that must have come before another is taken as said by it. */
export function foldReports(
  status: SessionStatus,
  reports: readonly bus.StatusReport[],
  start: Start,
  stamp: Stamp,
): SessionStatus {
  let next = status;
  for (const report of reports) {
    if (report.sequence <= (next.reported ?? 0)) continue;
    next = { ...fold(next, report, start, stamp), reported: report.sequence };
  }
  return next;
}

function fold(status: SessionStatus, report: bus.StatusReport, start: Start, stamp: Stamp): SessionStatus {
  switch (report.event) {
    case 'AgentJoined':
      return ready(status, start, stamp);
    case 'CallerJoined':
      return callerJoined(ready(status, start, stamp), stamp);
    case 'CallerLeft':
      return callerLeft(ready(status, start, stamp), stamp);
    case 'Ending':
      // Who asked for it said why; the pod only says that it does.
      return status.phase === 'Ending'
        ? status
        : leaving(status, report.reason ?? 'Ending', report.message ?? meaning(report));
    case 'Ended':
      return withUsage(status, report);
    default:
      return status;
  }
}

const meaning = ({ reason }: bus.StatusReport): string => (reason ? endReasons[reason].meaning : waitReasons.Ending);

function ready(status: SessionStatus, { readyInMs, timings }: Start, stamp: Stamp): SessionStatus {
  if (status.readyAt) return status;
  return {
    ...status,
    ...observed(stamp),
    phase: 'Ready',
    reason: 'AgentInRoom',
    message: waitReasons.AgentInRoom,
    readyAt: stamp.now,
    readyIn: readable(readyInMs),
    timings: { ...status.timings, ...timings },
    conditions: withCondition(
      status.conditions,
      { type: 'Ready', status: 'True', reason: 'AgentInRoom', message: waitReasons.AgentInRoom },
      stamp,
    ),
  };
}

function callerJoined(status: SessionStatus, stamp: Stamp): SessionStatus {
  const leavingNow = status.phase === 'Ending';
  return {
    ...status,
    ...(leavingNow ? {} : { phase: 'Active' as const, reason: 'CallerInRoom', message: waitReasons.CallerInRoom }),
    activeAt: status.activeAt ?? stamp.now,
    conditions: withCondition(
      status.conditions,
      { type: 'CallerJoined', status: 'True', reason: 'CallerInRoom', message: waitReasons.CallerInRoom },
      stamp,
    ),
  };
}

function callerLeft(status: SessionStatus, stamp: Stamp): SessionStatus {
  const leavingNow = status.phase === 'Ending';
  return {
    ...status,
    ...(leavingNow ? {} : { phase: 'Ready' as const, reason: 'CallerAway', message: waitReasons.CallerAway }),
    conditions: withCondition(
      status.conditions,
      { type: 'CallerJoined', status: 'False', reason: 'CallerAway', message: waitReasons.CallerAway },
      stamp,
    ),
  };
}

export function leaving(status: SessionStatus, reason: string, message: string): SessionStatus {
  return { ...status, phase: 'Ending', reason, message };
}

function withUsage(status: SessionStatus, report: bus.StatusReport): SessionStatus {
  return {
    ...status,
    ...(report.usage ? { usage: report.usage, memoryPeak: mebibytes(report.usage.memoryPeakBytes) } : {}),
    ...(report.handedOverTo ? { handedOverTo: report.handedOverTo } : {}),
  };
}

export function endedStatus(
  status: SessionStatus,
  verdict: Verdict,
  stamp: Stamp,
  memoryPeakBytes?: number,
): SessionStatus {
  const { queuePosition, ...rest } = status;
  const message = verdict.message.slice(0, 1024);
  const said = { reason: verdict.reason, message };
  let conditions = withCondition(status.conditions, { type: 'Ended', status: 'True', ...said }, stamp);
  conditions = withCondition(conditions, { type: 'Ready', status: 'False', ...said }, stamp);
  if (!status.pod) conditions = withCondition(conditions, { type: 'Bound', status: 'False', ...said }, stamp);
  return {
    ...rest,
    ...observed(stamp),
    phase: 'Ended',
    ...said,
    endReason: verdict.reason,
    endedAt: stamp.now,
    conditions,
    ...(memoryPeakBytes && !rest.memoryPeak ? { memoryPeak: mebibytes(memoryPeakBytes) } : {}),
  };
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)}Mi`;

const readable = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`);

const observed = ({ generation }: Stamp): Pick<SessionStatus, 'observedGeneration'> =>
  generation === undefined ? {} : { observedGeneration: generation };
