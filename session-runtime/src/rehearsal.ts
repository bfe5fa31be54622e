import { bus as contract } from '@switchboard/api';
import { systemClock } from '@switchboard/service';
import type { EngineEvents } from './engine/index.ts';
import { engineFor } from './session/index.ts';
import { wordsEndOfTurn } from './turn/index.ts';
import type { Vad } from './vad/index.ts';

const NOWHERE = { endpoints: [{ url: 'http://127.0.0.1:9/v1' }], model: 'none' };

const script = {
  session: { uid: '00000000-0000-4000-8000-000000000000', name: 'rehearsal', namespace: 'rehearsal' },
  agent: { name: 'rehearsal', generation: 1 },
  behaviour: { prompt: 'None.', speech: { transcribe: [NOWHERE], think: [NOWHERE], speak: [NOWHERE] } },
  participant: { identity: 'nobody' },
  channel: { type: 'livekit', livekit: {} },
  variables: {},
  language: 'en',
  voice: 'none',
  limits: { pendingSeconds: 60, joinSeconds: 60, idleSeconds: 60, maxDurationSeconds: 60, reconnectSeconds: 30 },
  room: { url: 'ws://127.0.0.1:9', name: 'rehearsal', token: 'none' },
};

/**
 * The first assignment that a process reads costs it some thirty milliseconds of compiling. A waiting pod spends them
 * before anybody waits. Nothing is connected and nothing is said.
 */
export function rehearse(vad: Vad): void {
  const assign = contract.control.assign.message.parse(script);
  const sink = { rate: 24_000, push: async () => {}, clear: () => {}, queuedMs: 0 };
  const over = AbortSignal.abort();
  const context = { vad, endOfTurn: wordsEndOfTurn, sink, clock: systemClock, signal: over, addresses: async () => [] };
  engineFor(assign, { ...context, events: {} as EngineEvents }).stop();
  const at = new Date(0).toISOString();
  contract.reports.status.message.parse({ sequence: 1, at, session: assign.session, event: 'AgentJoined' });
}
