import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';
import { endReasonNames } from '../reasons.ts';
import { agentLimits, sessionLimits } from '../resources/limits.ts';
import { channel, participant, phases, sessionSpec, usage } from '../resources/session.ts';

const fromSpec = sessionSpec.shape;

export const sessionCreate = z
  .strictObject({
    agent: agentName.describe('Agent to talk to.'),
    participant: participant.optional().describe('Who the caller is.'),
    channel: channel.optional().describe('How the caller is connected.'),
    variables: fromSpec.variables,
    language: fromSpec.language,
    voice: fromSpec.voice,
    limits: sessionLimits.optional().describe('Tighter limits than the agent’s.'),
    priority: z.int().min(-1000).max(1000).optional().describe('Higher ones leave the queue first.'),
    waitSeconds: z
      .int()
      .min(0)
      .max(60)
      .default(10)
      .describe('How long to wait for the agent to be in the room. 0 answers at once with 202.'),
  })
  .meta({ id: 'SessionCreate' });
export type SessionCreate = z.infer<typeof sessionCreate>;

export const sessionView = z
  .object({
    id: dnsLabel.describe('Id of the session: the name of its VoiceSession.'),
    uid: z.string().describe('uid of the VoiceSession.'),
    tenant: dnsLabel.describe('Namespace.'),
    agent: agentName.describe('Agent.'),
    agentGeneration: z.int().optional().describe('Generation of the agent that it was bound with.'),
    phase: z.enum(phases).describe('Pending, Starting, Ready, Active, Ending or Ended.'),
    reason: z.string().optional().describe('Why it waits, or why it ended, in one word.'),
    message: z.string().optional().describe('The same in a sentence.'),
    queuePosition: z.int().optional().describe('1 is next.'),
    room: z.string().optional().describe('LiveKit room.'),
    identity: z.string().optional().describe('Identity that the caller joins with.'),
    channel: z.string().describe('Type of channel.'),
    createdAt: z.string().describe('RFC 3339.'),
    readyAt: z.string().optional().describe('RFC 3339.'),
    activeAt: z.string().optional().describe('RFC 3339.'),
    endedAt: z.string().optional().describe('RFC 3339.'),
    readyIn: z.string().optional().describe('Create to ready, such as 42ms.'),
    endReason: z.enum(endReasonNames).optional().describe('Why it ended.'),
    handedOverTo: z.string().optional().describe('Agent that the caller was passed on to.'),
    limits: agentLimits.partial().optional().describe('Limits that hold.'),
    usage: usage.optional().describe('What it used.'),
    pod: z.string().optional().describe('Pod.'),
    node: z.string().optional().describe('Node.'),
    memoryPeak: z.string().optional().describe('Largest memory of the pod.'),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

/** The names are LiveKit's: a stock client takes this as it is. */
export const connection = z
  .object({
    server_url: z.string().describe('LiveKit server to connect to.'),
    participant_token: z.string().describe('Token of the caller: one room, one identity, two minutes to connect.'),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connection>;

export const sessionReady = z
  .object({ session: sessionView, connection })
  .meta({ id: 'SessionReady', description: 'The agent is in the room.' });
export const sessionWaiting = z
  .object({ session: sessionView })
  .meta({ id: 'SessionWaiting', description: 'The session waits; follow Location or its events.' });
export const sessionList = z
  .object({
    sessions: z.array(sessionView).describe('Sessions, the newest first.'),
    next: z.string().optional().describe('Cursor of the next page.'),
  })
  .meta({ id: 'SessionList' });

export const sessionFilter = z.strictObject({
  agent: agentName.optional().describe('Only sessions of this agent.'),
  phase: z.enum(phases).optional().describe('Only sessions in this phase.'),
  endReason: z.enum(endReasonNames).optional().describe('Only sessions that ended for this reason.'),
  node: z.string().max(253).optional().describe('Only sessions on this node.'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('Page size.'),
  cursor: z.string().max(512).optional().describe('next of the page before.'),
});

export const sessionStop = z
  .strictObject({ mode: z.enum(['Goodbye', 'Now']).default('Goodbye').describe('With or without a goodbye.') })
  .meta({ id: 'SessionStop' });
export const sessionLimitsChange = sessionLimits.meta({ id: 'SessionLimits' });

const whole = z.int().min(0);

export const vitalsView = z
  .object({
    memoryLimitBytes: whole.describe('Memory limit of the pod; 0 where there is none.'),
    samples: z
      .array(
        z.object({
          at: z.string().describe('RFC 3339.'),
          memoryBytes: whole.describe('Memory of the pod.'),
          cpuMillicores: z.number().min(0).describe('CPU, in thousandths of a core.'),
          underruns: whole.describe('Gaps in the agent’s audio since the pod began.'),
        }),
      )
      .describe('From the pod’s heartbeats, the oldest first; a long conversation has fewer of them a minute.'),
  })
  .meta({
    id: 'Vitals',
    description: 'What this gateway has heard since it started. A minute after the end it forgets it.',
  });

export const timelineView = z
  .object({
    entries: z
      .array(
        z.object({
          at: z.string().describe('RFC 3339.'),
          source: z.enum(['Condition', 'Event']).describe('A condition of the VoiceSession, or an Event about it.'),
          what: z.string().describe('Type of the condition, or reason of the Event.'),
          holds: z.enum(['True', 'False', 'Unknown']).optional().describe('Of a condition.'),
          why: z.string().optional().describe('Reason of the condition, in one word.'),
          message: z.string().describe('The same in a sentence.'),
          warning: z.boolean().describe('Whether it is an Event of type Warning.'),
          times: whole.describe('How often it was seen.'),
        }),
      )
      .describe('The oldest first.'),
    eventsKnown: z.boolean().describe('false: this gateway may not read Events, so that only conditions are here.'),
  })
  .meta({ id: 'Timeline' });
