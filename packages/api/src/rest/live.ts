import { z } from 'zod';

export const sayRequest = z
  .strictObject({
    text: z.string().min(1).max(4096).describe('What the agent says, word for word.'),
    interruptible: z.boolean().default(true).describe('Whether the caller may interrupt it.'),
    interrupt: z.boolean().default(false).describe('Whether it cuts what is being said.'),
  })
  .meta({ id: 'Say' });

export const injectRequest = z
  .strictObject({
    role: z.enum(['system', 'user']).default('system').describe('Whose words the model shall take them for.'),
    text: z.string().min(1).max(8192).describe('Text added to the conversation.'),
    respond: z.boolean().default(false).describe('Whether the agent answers now.'),
  })
  .meta({ id: 'Inject' });

export const feedbackRequest = z
  .strictObject({
    rating: z.int().min(1).max(5).optional().describe('1 to 5.'),
    text: z.string().max(4096).optional().describe('In words.'),
    tags: z.array(z.string().min(1).max(64)).max(16).optional().describe('Tags.'),
  })
  .refine((feedback) => Object.keys(feedback).length > 0, 'give a rating, a text or tags')
  .meta({ id: 'Feedback' });

/** LiveKit's token endpoint, as `TokenSource.endpoint` of its clients calls it. Unknown fields are theirs, not errors. */
export const tokenRequest = z
  .object({
    room_name: z.string().max(256).optional().describe('Names the agent: `<agent>` or `<agent>_session_...`.'),
    participant_identity: z.string().max(128).optional().describe('Identity that the caller wishes.'),
    participant_name: z.string().max(128).optional().describe('Display name.'),
    participant_metadata: z.string().max(4096).optional().describe('Metadata.'),
    participant_attributes: z.record(z.string(), z.string().max(1024)).optional().describe('Attributes.'),
    room_config: z
      .object({
        agents: z
          .array(z.object({ agent_name: z.string().max(64).optional().describe('Agent to talk to.') }))
          .max(8)
          .optional()
          .describe('The first one counts.'),
      })
      .optional()
      .describe('agents[0].agent_name names the agent.'),
  })
  .meta({ id: 'TokenRequest' });

export const tokenQuery = z.object({
  agent: z.string().max(64).optional().describe('Names the agent, where the body does not.'),
});

export const connectionDetailsQuery = z.object({
  agent: z.string().max(64).optional().describe('Names the agent.'),
  roomName: z.string().max(256).optional().describe('Names the agent too: `<agent>` or `<agent>_session_...`.'),
  participantName: z.string().max(128).optional().describe('Display name.'),
});

export const transcriptView = z
  .object({
    session: z.string().describe('Session.'),
    complete: z.boolean().describe('Whether the conversation has ended.'),
    utterances: z
      .array(
        z.object({
          speaker: z.enum(['caller', 'agent']).describe('Who spoke.'),
          text: z.string().describe('What was said; of the agent, what was really heard.'),
          at: z.string().describe('When.'),
          startMilliseconds: z.number().describe('Beginning, since the agent joined.'),
          endMilliseconds: z.number().describe('End, since the agent joined.'),
          interrupted: z.boolean().describe('Whether the speaker was cut off.'),
        }),
      )
      .describe('In order.'),
  })
  .meta({ id: 'Transcript' });

/** What the older starter apps ask for with GET. */
export const connectionDetails = z
  .object({
    serverUrl: z.string().describe('LiveKit server.'),
    roomName: z.string().describe('Room: this caller’s own.'),
    participantName: z.string().describe('Display name.'),
    participantToken: z.string().describe('Token.'),
  })
  .meta({ id: 'ConnectionDetails' });

export const health = z
  .object({
    status: z.enum(['ok', 'degraded', 'full']).describe('ok, degraded (a dependency is away) or full.'),
    active_calls: z.int().describe('Conversations now.'),
    max_calls: z.int().describe('Conversations that the installation takes.'),
    capacity_used_percent: z.number().describe('Of them, in per cent.'),
    queue: z.int().describe('Sessions that wait.'),
  })
  .meta({ id: 'Health' });
