import { bus as contract } from '@switchboard/api';
import type { ControlMessage, ControlRequest } from './ask.ts';
import { decode, encode } from './codec.ts';
import type { Schema } from './schema.ts';

const UID = '00000000-0000-4000-8000-000000000000';
const session = { uid: UID, name: 'rehearsal', namespace: 'rehearsal' };
const endpoints = [{ url: 'http://rehearsal.invalid/v1' }];
const pool = { endpoints, model: 'none' };
const room = { url: 'ws://rehearsal.invalid', name: 'rehearsal', token: 'none' };

const assign: ControlMessage<'assign'> = {
  session,
  agent: { name: 'rehearsal', generation: 1 },
  behaviour: {
    prompt: 'None.',
    greeting: 'None.',
    speech: { transcribe: [pool], think: [pool], speak: [pool] },
    tools: [{ name: 'none', description: 'None.', parameters: {}, url: 'http://rehearsal.invalid/' }],
  },
  participant: { identity: 'nobody', name: 'nobody', attributes: { none: 'none' } },
  channel: { type: 'livekit', livekit: {} },
  variables: { none: 'none' },
  language: 'en',
  voice: 'none',
  limits: {},
  room,
};

const at = '2000-01-01T00:00:00Z';
const joined = { sequence: 1, at, session, event: 'AgentJoined' as const };

/** The first compiles; the next let the engine learn which way the messages go. */
const TIMES = 10;

/**
 * Reads an assignment and writes the first reports of a conversation that is not there, and gives the assignment back.
 * A schema compiles itself when it is first used, which takes 10 to 40 ms of a fresh process: a pod that waits spends
 * them before anybody waits for it.
 */
export function rehearseMessages(): ControlRequest<'assign'> {
  const { message, reply }: { message: Schema<ControlRequest<'assign'>>; reply: Schema<unknown> } =
    contract.control.assign;
  const rounds = Array.from({ length: TIMES }, () => {
    encode(reply, { ok: true });
    encode(contract.reports.status.message, joined);
    return decode(message, Buffer.from(JSON.stringify(assign)));
  });
  return rounds[0] as ControlRequest<'assign'>;
}
