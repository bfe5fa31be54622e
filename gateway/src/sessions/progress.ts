import type { VoiceSessionObject } from '@switchboard/api';

/** Where a session stands for somebody who waits for it. */
export type Progress =
  | { readonly kind: 'ready'; readonly room: string; readonly identity: string }
  | { readonly kind: 'ended'; readonly reason: string; readonly message: string }
  | { readonly kind: 'waiting' };

/**
 * `joined`: the pod that the session is committed to has said on the bus that it is in the room. The operator writes
 * the same into the phase a moment later; nobody need wait for that.
 */
export function progressOf(session: VoiceSessionObject, joined = false): Progress {
  const status = session.status;
  if (status?.phase === 'Ended' || status?.phase === 'Ending') {
    return {
      kind: 'ended',
      reason: status.endReason ?? status.reason ?? 'Ended',
      message: status.message ?? 'The conversation has ended.',
    };
  }
  const ready = status?.phase === 'Ready' || status?.phase === 'Active' || (joined && status?.pod !== undefined);
  if (ready && status?.room && status.identity) return { kind: 'ready', room: status.room, identity: status.identity };
  return { kind: 'waiting' };
}
