import type { SessionStatus } from '@switchboard/api';
import { API_VERSION } from '@switchboard/api';
import { refOf } from '@switchboard/kube';
import type { VoiceSession } from '../cluster/resources.ts';
import { difference } from './conditions.ts';
import type { SessionDeps } from './deps.ts';
import type { Stamp } from './status.ts';

/** The one way to a session's status: what changed, and only if nobody else changed the session meanwhile. */
export async function writeStatus(
  session: VoiceSession,
  status: SessionStatus,
  { world }: Pick<SessionDeps, 'world'>,
): Promise<VoiceSession> {
  const patch = difference(session.status, status);
  if (!patch) return session;
  const { uid, resourceVersion } = session.metadata;
  const written = await world.sessions.api.patchStatus(refOf(session), patch, { uid, resourceVersion });
  return world.sessions.offer(written);
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
