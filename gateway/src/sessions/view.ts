import type { rest, VoiceSessionObject } from '@switchboard/api';

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** What a client sees of a VoiceSession. */
export function sessionView(session: VoiceSessionObject): rest.SessionView {
  const { metadata, spec, status = {} } = session;
  return defined({
    id: metadata.name,
    uid: metadata.uid,
    tenant: metadata.namespace,
    agent: spec.agent,
    agentGeneration: status.agentGeneration,
    phase: status.phase ?? 'Pending',
    reason: status.reason,
    message: status.message,
    queuePosition: status.queuePosition,
    room: status.room,
    identity: status.identity,
    channel: spec.channel.type,
    createdAt: metadata.creationTimestamp,
    readyAt: status.readyAt,
    activeAt: status.activeAt,
    endedAt: status.endedAt,
    readyIn: status.readyIn,
    endReason: status.endReason,
    handedOverTo: status.handedOverTo,
    limits: status.effectiveLimits,
    usage: status.usage,
    pod: status.pod?.name,
    node: status.pod?.node,
    memoryPeak: status.memoryPeak,
  } as rest.SessionView);
}
