import { type AgentBehaviour, type bus, effectiveLimits, type Limits } from '@switchboard/api';
import type { VoiceAgent, VoiceSession } from '../cluster/resources.ts';

/** Identity of a caller who was given none. */
const CALLER = 'caller';

export const limitsOf = (session: VoiceSession, agent: VoiceAgent | undefined): Limits | undefined =>
  session.status?.effectiveLimits ?? (agent && effectiveLimits(agent.spec.limits, session.spec.limits));

export const callerIdentity = ({ spec }: VoiceSession): string => spec.participant.identity ?? CALLER;

export function behaviourOf({ spec }: VoiceAgent): AgentBehaviour {
  const { runtime, maxSessions, ttlSeconds, share, hooks, ...behaviour } = spec;
  return behaviour;
}

export interface AssignRoom {
  readonly url: string;
  readonly name: string;
  readonly token: string;
}

export interface AssignPlace {
  readonly room: AssignRoom;
  readonly trace?: bus.Assign['trace'];
}

export function assignMessage(
  session: VoiceSession,
  agent: VoiceAgent,
  limits: Limits,
  { room, trace }: AssignPlace,
): bus.Assign {
  const { metadata, spec } = session;
  return {
    session: { uid: metadata.uid, name: metadata.name, namespace: metadata.namespace },
    agent: { name: agent.metadata.name, generation: agent.metadata.generation ?? 0 },
    behaviour: behaviourOf(agent),
    participant: { ...spec.participant, identity: callerIdentity(session) },
    channel: spec.channel,
    variables: spec.variables ?? {},
    language: spec.language ?? agent.spec.language,
    voice: spec.voice ?? agent.spec.voice.name,
    limits,
    room,
    ...(trace && { trace }),
  };
}
