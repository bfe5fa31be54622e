import type { VoiceSession } from '../cluster/resources.ts';

/**
 * What ends a caller's wait goes first; else, in a rush, each new session would stand before the last write of those
 * that have their pod, and all would be ready late. Then those that start, those that talk, those that are over.
 */
export const priorities = { finishing: 4, starting: 3, live: 2, ended: 1 } as const;

export function priorityOf({ status }: VoiceSession): number {
  if (status?.phase === 'Ended') return priorities.ended;
  if (status?.readyAt) return priorities.live;
  return status?.pod ? priorities.finishing : priorities.starting;
}
