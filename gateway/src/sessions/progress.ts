import type { VoiceSessionObject } from '@switchboard/api';

/** Where a session stands for somebody who waits for it. */
export type Progress =
  | { readonly kind: 'ready'; readonly room: string; readonly identity: string }
  | { readonly kind: 'ended'; readonly reason: string; readonly message: string }
  | { readonly kind: 'waiting' };

export function progressOf(session: VoiceSessionObject): Progress {
  const status = session.status;
  if (status?.phase === 'Ended' || status?.phase === 'Ending') {
    return {
      kind: 'ended',
      reason: status.endReason ?? status.reason ?? 'Ended',
      message: status.message ?? 'The conversation has ended.',
    };
  }
  const ready = status?.phase === 'Ready' || status?.phase === 'Active';
  if (ready && status?.room && status.identity) return { kind: 'ready', room: status.room, identity: status.identity };
  return { kind: 'waiting' };
}
