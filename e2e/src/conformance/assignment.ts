import { randomUUID } from 'node:crypto';
import { agentBehaviour, type bus as contract } from '@switchboard/api';
import type { Ground, OpenRoom } from './ground.ts';

export const CALLER = 'conformance-caller';
export const GOODBYE = 'Goodbye.';

/** A conversation in which nobody speaks unless the checker says so. */
export function assignment(
  ground: Ground,
  { room }: OpenRoom,
  limits: Partial<contract.Assign['limits']> = {},
): contract.Assign {
  const endpoints = [{ url: ground.speechUrl }];
  const behaviour = agentBehaviour.parse({
    prompt: 'You answer in one short sentence.',
    goodbye: GOODBYE,
    turnTaking: { silencePromptSeconds: 0 },
    speech: {
      transcribe: [{ endpoints, model: 'offline' }],
      think: [{ endpoints, model: 'offline' }],
      speak: [{ endpoints, model: 'offline' }],
    },
  });
  return {
    session: { uid: randomUUID(), name: 'conformance', namespace: 'conformance' },
    agent: { name: ground.agent, generation: 1 },
    behaviour,
    participant: { identity: CALLER },
    channel: { type: 'livekit' },
    variables: {},
    language: behaviour.language,
    voice: behaviour.voice.name,
    limits: { ...behaviour.limits, ...limits },
    room,
  };
}

/** The same with fields that no version knows yet, at every depth. */
export function ofTomorrow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofTomorrow);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, key === 'variables' ? child : ofTomorrow(child)]);
  return { ...Object.fromEntries(entries), ofTomorrow: { since: 'v9' } };
}
