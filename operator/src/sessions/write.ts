import type { SessionStatus } from '@switchboard/api';
import { API_VERSION } from '@switchboard/api';
import type { VoiceSession } from '../cluster/resources.ts';
import { difference } from './conditions.ts';
import type { SessionDeps } from './deps.ts';
import type { Stamp } from './status.ts';

/** The one way to a session's status: if anything changed, and only if nobody else changed the session meanwhile. */
export async function writeStatus(
  session: VoiceSession,
  status: SessionStatus,
  { world }: Pick<SessionDeps, 'world'>,
): Promise<VoiceSession> {
  if (!difference(session.status, status)) return session;
  return world.sessions.offer(await world.sessions.api.replaceStatus(session, status));
}

export const stampOf = (session: VoiceSession, { clock }: Pick<SessionDeps, 'clock'>): Stamp => ({
  now: new Date(clock.now()).toISOString(),
  generation: session.metadata.generation,
});

export function tell(
  deps: Pick<SessionDeps, 'events'>,
  session: VoiceSession,
  event: {
    readonly type: 'Normal' | 'Warning';
    readonly reason: string;
    readonly action: string;
    readonly note: string;
  },
): void {
  deps.events.record({ regarding: { ...session, apiVersion: API_VERSION, kind: 'VoiceSession' }, ...event });
}
