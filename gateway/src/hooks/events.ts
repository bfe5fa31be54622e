import type { bus as contract, VoiceSessionObject } from '@switchboard/api';
import type { AnyStored } from '@switchboard/bus';
import { z } from 'zod';
import type { HookEvent } from './endpoints.ts';

/** What is stored for a delivery, and what the endpoint is sent. */
export const hookMessage = z.object({
  type: z.string(),
  timestamp: z.string(),
  data: z
    .object({
      session: z.object({ id: z.string(), uid: z.string(), tenant: z.string(), agent: z.string() }),
    })
    .loose(),
});
export type HookMessage = z.infer<typeof hookMessage>;

export interface Happening {
  readonly event: HookEvent;
  readonly at: string;
  /** The same happening always has the same id, however often it is read. */
  readonly id: string;
  readonly session: contract.SessionRef;
  readonly details: object;
}

/** What a stored message means to those who listen outside; undefined for what is none of their business. */
export function happeningOf(stored: AnyStored): Happening | undefined {
  if ('record' in stored) {
    const { record } = stored;
    if (record.type !== 'ended') return undefined;
    const { session, at, reason, usage } = record;
    return { event: 'session.ended', at, id: `${session.uid}.ended`, session, details: { reason, usage } };
  }
  if (stored.kind !== 'status' && stored.kind !== 'turn' && stored.kind !== 'transcript') return undefined;
  const { session, at, sequence, ...details } = stored.report;
  const id = `${stored.podUid}.${sequence}`;
  if (stored.kind === 'turn') return { event: 'session.turn', at, id, session, details };
  if (stored.kind === 'transcript') return { event: 'session.transcript', at, id, session, details };
  if (stored.report.event !== 'CallerJoined') return undefined;
  // A caller may come back: the conversation has started once.
  return { event: 'session.started', at, id: `${session.uid}.started`, session, details: {} };
}

export function messageOf({ event, at, details }: Happening, { metadata, spec }: SessionFacts): HookMessage {
  const session = { id: metadata.name, uid: metadata.uid, tenant: metadata.namespace, agent: spec.agent };
  return { type: event, timestamp: at, data: { session, ...details } };
}

export type SessionFacts = {
  readonly metadata: Pick<VoiceSessionObject['metadata'], 'name' | 'uid' | 'namespace'>;
  readonly spec: Pick<VoiceSessionObject['spec'], 'agent'>;
};
