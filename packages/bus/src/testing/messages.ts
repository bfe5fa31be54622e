import { randomUUID } from 'node:crypto';
import type { bus as contract } from '@switchboard/api';

export function testSession(name = 'call-1', namespace = 'demo'): contract.SessionRef {
  return { uid: randomUUID(), name, namespace };
}

export function statusOf(session: contract.SessionRef, message?: string): Omit<contract.StatusReport, 'sequence'> {
  const at = new Date().toISOString();
  return { at, session, event: 'AgentJoined', ...(message === undefined ? {} : { message }) };
}
