import { randomUUID } from 'node:crypto';
import type { bus as contract } from '@switchboard/api';
import type { ControlMessage } from '../ask.ts';

export function testSession(name = 'call-1', namespace = 'demo'): contract.SessionRef {
  return { uid: randomUUID(), name, namespace };
}

export function statusOf(session: contract.SessionRef, message?: string): Omit<contract.StatusReport, 'sequence'> {
  const at = new Date().toISOString();
  return { at, session, event: 'AgentJoined', ...(message === undefined ? {} : { message }) };
}

/** A whole assignment. The models are on a port that nobody answers: say where yours are. */
export function testAssign(change: Partial<ControlMessage<'assign'>> = {}): ControlMessage<'assign'> {
  const endpoints = [{ url: 'http://127.0.0.1:9/v1' }];
  return {
    session: testSession(),
    agent: { name: 'receptionist', generation: 1 },
    behaviour: {
      prompt: 'You are a receptionist.',
      greeting: 'Good morning.',
      speech: {
        transcribe: [{ endpoints, model: 'listen' }],
        think: [{ endpoints, model: 'think' }],
        speak: [{ endpoints, model: 'speak' }],
      },
    },
    participant: { identity: 'caller' },
    channel: { type: 'livekit' },
    variables: { company: 'Example' },
    language: 'en',
    voice: 'default',
    limits: {},
    room: { url: 'ws://127.0.0.1:9', name: 'receptionist_session_1_a', token: 'none' },
    ...change,
  };
}
