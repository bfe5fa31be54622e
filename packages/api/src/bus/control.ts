import { z } from 'zod';
import { agentName } from '../names.ts';
import { runtimeEndReasons } from '../reasons.ts';
import { agentBehaviour } from '../resources/agent.ts';
import { language } from '../resources/common.ts';
import { agentLimits } from '../resources/limits.ts';
import { channel, participant } from '../resources/session.ts';
import { identity, sessionRef } from './common.ts';

const room = z.object({
  url: z.string().max(512).describe('LiveKit server, ws(s)://.'),
  name: z.string().max(128).describe('Room. It exists already, and is this pod’s alone.'),
  token: z.string().max(4096).describe('Token of the agent: one room, agent kind, short.'),
});

export const whoami = z.object({}).describe('Asks a pod who it is; a new leader claims only pods that answered.');
export const whoamiReply = identity;

export const prepare = z
  .object({ room: room.describe('Room to wait in, publishing nothing.') })
  .describe('Prejoins a room. Answered when the pod is in it.');
export type Prepare = z.infer<typeof prepare>;

export const assign = z
  .object({
    session: sessionRef,
    agent: z.object({
      name: agentName.describe('VoiceAgent.'),
      generation: z.int().min(0).describe('Its generation, pinned for this conversation.'),
    }),
    behaviour: agentBehaviour.describe('Everything of the VoiceAgent but what shapes the pod.'),
    participant: participant.extend({ identity: z.string().max(128).describe('Identity that the caller joins with.') }),
    channel: channel.describe('How the caller is connected.'),
    variables: z.record(z.string(), z.string()).describe('Values for {{name}}.'),
    language: language.describe('Language of the conversation.'),
    voice: z.string().max(64).describe('Voice of the agent.'),
    limits: agentLimits.describe('The limits that hold.'),
    room: room.describe('Room of the conversation. A prejoined pod is in it already.'),
    trace: z
      .object({
        traceparent: z.string().max(128).describe('W3C traceparent; what the pod traces is part of that span.'),
        endpoint: z.string().max(512).describe('Base of the OTLP/HTTP receiver.'),
      })
      .optional()
      .describe('Where to send the traces of the start. A pod may ignore it.'),
  })
  .describe('Gives the pod its one conversation. Answered at once, before the room is joined.');
export type Assign = z.infer<typeof assign>;

export const say = z
  .object({
    text: z.string().min(1).max(4096).describe('What the agent says, word for word.'),
    interruptible: z.boolean().default(true).describe('Whether the caller may interrupt it.'),
    interrupt: z.boolean().default(false).describe('Whether it cuts what is being said, instead of following it.'),
  })
  .describe('The agent says this.');

export const inject = z
  .object({
    role: z.enum(['system', 'user']).describe('Whose words the model shall take them for.'),
    text: z.string().min(1).max(8192).describe('Text added to the conversation.'),
    respond: z.boolean().default(false).describe('Whether the agent answers now.'),
  })
  .describe('Adds to what the model knows.');

export const interrupt = z.object({}).describe('Stops what is being said.');

export const limits = z.object({ limits: agentLimits.describe('All limits, as they hold from now on.') });

export const token = z
  .object({ token: z.string().max(4096).describe('Fresh token for the same room.') })
  .describe('A new LiveKit token, for rejoining.');

export const drain = z
  .object({
    reason: z.enum(runtimeEndReasons).describe('End reason to report.'),
    goodbye: z.string().max(512).optional().describe('Said instead of the agent’s goodbye.'),
    withinSeconds: z.int().min(1).max(3600).describe('The pod ends by then, whatever is being said.'),
  })
  .describe('Finish the sentence, say goodbye, end.');

export const end = z
  .object({ reason: z.enum(runtimeEndReasons).describe('End reason to report.') })
  .describe('End now, without a word.');

/** Answer to every control message but whoami. A refusal names its reason in one word. */
export const ack = z.object({
  ok: z.boolean().describe('Whether the pod does it.'),
  reason: z
    .enum(['AlreadyAssigned', 'NotAssigned', 'Ending', 'JoinFailed', 'Invalid', 'Unsupported'])
    .optional()
    .describe('Why not, in one word.'),
  message: z.string().max(1024).optional().describe('Why not, in a sentence.'),
});
export type Ack = z.infer<typeof ack>;

/** What the operator sends on `sb.ctl.<pod uid>.<kind>`, and what it gets back. */
export const control = {
  whoami: { message: whoami, reply: whoamiReply },
  prepare: { message: prepare, reply: ack },
  assign: { message: assign, reply: ack },
  say: { message: say, reply: ack },
  inject: { message: inject, reply: ack },
  interrupt: { message: interrupt, reply: ack },
  limits: { message: limits, reply: ack },
  token: { message: token, reply: ack },
  drain: { message: drain, reply: ack },
  end: { message: end, reply: ack },
} as const;
export type ControlKind = keyof typeof control;
