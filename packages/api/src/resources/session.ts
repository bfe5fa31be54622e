import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';
import { endReasonNames } from '../reasons.ts';
import { conditions, count, dateTime, language, mapOf } from './common.ts';
import { defineResource } from './define.ts';
import { agentLimits, sessionLimits } from './limits.ts';

export const channelTypes = ['livekit'] as const;

/** Discriminated by `type`; each later channel adds an enum value and an optional member of the same name. */
export const channel = z
  .strictObject({
    type: z.enum(channelTypes).default('livekit').describe('How the caller is connected.'),
    livekit: z
      .strictObject({
        maxParticipants: count(1, 100)
          .default(1)
          .describe('Callers that may be in the room at once; the agent is not counted.'),
      })
      .optional()
      .describe('Settings of a LiveKit room; only with type livekit.'),
  })
  .meta({
    k8s: {
      validations: [
        {
          rule: "!has(self.livekit) || self.type == 'livekit'",
          message: 'channel.livekit needs channel.type: livekit',
        },
      ],
    },
  });
export type Channel = z.infer<typeof channel>;

export const participant = z.strictObject({
  identity: z
    .string()
    .min(1)
    .max(128)
    .regex(
      /^[A-Za-z0-9][-A-Za-z0-9_.:@+]*$/,
      "an identity begins with a letter or digit and has letters, digits and any of '-', '_', '.', ':', '@', '+'",
    )
    .optional()
    .describe('Identity of the caller in the room. Absent: caller.'),
  name: z.string().max(128).optional().describe('Display name.'),
  metadata: z.string().max(4096).optional().describe('Passed to the room and to tools as it is.'),
  attributes: mapOf(z.string().max(128), z.string().max(1024), 32)
    .optional()
    .describe('Participant attributes in the room.'),
});
export type Participant = z.infer<typeof participant>;

export const sessionSpec = z
  .strictObject({
    agent: agentName.describe('VoiceAgent of this namespace that talks.'),
    participant: participant.prefault({}).describe('Who the caller is.'),
    channel: channel.prefault({}).describe('How the caller is connected.'),
    variables: mapOf(z.string().max(64), z.string().max(2048), 64)
      .optional()
      .describe('Values for {{name}} in the agent’s prompt and greeting.'),
    language: language.optional().describe('Language, instead of the agent’s.'),
    voice: z.string().min(1).max(64).optional().describe('Voice, instead of the agent’s.'),
    limits: sessionLimits
      .optional()
      .describe('Tighter limits. What holds is the smaller of these and the agent’s: see status.effectiveLimits.'),
    priority: count(-1000, 1000).default(0).describe('Higher ones leave the queue first.'),
    stop: z.boolean().default(false).describe('true ends the conversation. It cannot be taken back.'),
    stopMode: z
      .enum(['Goodbye', 'Now'])
      .default('Goodbye')
      .describe('Goodbye lets the agent finish its sentence and take leave; Now cuts the call.'),
    stopReason: z
      .enum(['Stopped', 'Drained', 'QueueCleared'])
      .default('Stopped')
      .describe('The end reason that the stop is recorded with.'),
  })
  .meta({
    k8s: {
      validations: [
        { rule: 'self.agent == oldSelf.agent', message: 'agent cannot change: create another VoiceSession' },
        {
          rule: 'self.participant == oldSelf.participant',
          message: 'participant cannot change: create another VoiceSession',
        },
        { rule: 'self.channel == oldSelf.channel', message: 'channel cannot change: create another VoiceSession' },
        {
          rule: 'has(self.variables) == has(oldSelf.variables) && (!has(self.variables) || self.variables == oldSelf.variables)',
          message: 'variables cannot change: use say or inject through the gateway, or create another VoiceSession',
        },
        {
          rule: 'has(self.language) == has(oldSelf.language) && (!has(self.language) || self.language == oldSelf.language)',
          message: 'language cannot change: create another VoiceSession',
        },
        {
          rule: 'has(self.voice) == has(oldSelf.voice) && (!has(self.voice) || self.voice == oldSelf.voice)',
          message: 'voice cannot change: create another VoiceSession',
        },
        { rule: 'self.stop || !oldSelf.stop', message: 'stop cannot be taken back: create another VoiceSession' },
      ],
    },
  });
export type SessionSpec = z.infer<typeof sessionSpec>;

/**
 * Pending: no pod yet. Starting: bound, the agent is not in the room yet. Ready: the agent is in the room.
 * Active: the caller is there too. Ending: the agent takes leave. Ended: one word says why.
 */
export const phases = ['Pending', 'Starting', 'Ready', 'Active', 'Ending', 'Ended'] as const;
export type Phase = (typeof phases)[number];

const boundPod = z.strictObject({
  name: z.string().max(253).describe('Pod of this conversation.'),
  uid: z.string().max(36).describe('Its uid: also its identity on the bus.'),
  node: z.string().max(253).optional().describe('Node that it runs on.'),
  warm: z.boolean().describe('Whether it was warm.'),
  attempt: count(1, 4).describe('Which binding this is; a deaf pod is replaced before it has acknowledged.'),
});

const timings = z.strictObject({
  queuedMilliseconds: z.int().min(0).optional().describe('Create to bound.'),
  bindMilliseconds: z.int().min(0).optional().describe('The binding itself.'),
  ackMilliseconds: z.int().min(0).optional().describe('Assign to acknowledged.'),
  joinMilliseconds: z.int().min(0).optional().describe('Acknowledged to agent in the room.'),
});

export const usage = z.strictObject({
  turns: z.int().min(0).default(0).describe('Turns of the caller.'),
  interruptions: z.int().min(0).default(0).describe('How often the caller interrupted.'),
  callerSpeechMilliseconds: z.int().min(0).default(0).describe('Speech that was transcribed.'),
  agentSpeechMilliseconds: z.int().min(0).default(0).describe('Speech that was played.'),
  promptTokens: z.int().min(0).default(0).describe('Tokens read by the language model.'),
  completionTokens: z.int().min(0).default(0).describe('Tokens written by it.'),
  spokenCharacters: z.int().min(0).default(0).describe('Characters sent to text to speech.'),
  toolCalls: z.int().min(0).default(0).describe('Tools called.'),
  memoryPeakBytes: z
    .int()
    .min(0)
    .default(0)
    .describe('Largest memory of the pod.')
    .meta({ k8s: { format: 'int64' } }),
  underruns: z.int().min(0).default(0).describe('Gaps in the agent’s audio.'),
});
export type Usage = z.infer<typeof usage>;

export const sessionStatus = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe('Generation that the operator has seen.'),
  phase: z.enum(phases).optional().describe('Pending, Starting, Ready, Active, Ending or Ended.'),
  reason: z.string().max(63).optional().describe('Why it waits, or why it ended, in one word.'),
  message: z.string().max(1024).optional().describe('The same in a sentence.'),
  conditions: conditions.optional().describe('Bound, Ready, CallerJoined, Ended.'),
  agentGeneration: z.int().min(0).optional().describe('Generation of the VoiceAgent that this session was bound with.'),
  effectiveLimits: agentLimits.optional().describe('The limits that hold.'),
  pod: boundPod.optional().describe('The pod that this session is bound to.'),
  room: z.string().max(128).optional().describe('LiveKit room.'),
  identity: z.string().max(128).optional().describe('Identity that the caller joins with.'),
  queuePosition: z.int().min(0).optional().describe('1 is next. Refreshed every few seconds.'),
  readyIn: z.string().max(32).optional().describe('Create to ready, such as 42ms.'),
  timings: timings.optional().describe('Where the start spent its time.'),
  boundAt: dateTime.optional().describe('When the pod was bound.'),
  readyAt: dateTime.optional().describe('When the agent was in the room.'),
  activeAt: dateTime.optional().describe('When the caller came.'),
  endedAt: dateTime.optional().describe('When it ended.'),
  endReason: z.enum(endReasonNames).optional().describe('Why it ended; the list is in docs/reference/end-reasons.md.'),
  handedOverTo: dnsLabel.optional().describe('Agent that the caller was passed on to.'),
  reported: z
    .int()
    .min(0)
    .optional()
    .meta({ k8s: { format: 'int64' } })
    .describe('Sequence of the last report of the pod that is folded in here.'),
  usage: usage.optional().describe('What it used.'),
  memoryPeak: z.string().max(32).optional().describe('Largest memory of the pod, such as 96Mi.'),
});
export type SessionStatus = z.infer<typeof sessionStatus>;

export const VoiceSession = defineResource({
  kind: 'VoiceSession',
  plural: 'voicesessions',
  singular: 'voicesession',
  shortNames: ['vs'],
  categories: ['voice'],
  description: 'One conversation in a pod of its own.',
  spec: sessionSpec,
  status: sessionStatus,
  validations: [
    {
      rule: "size(self.metadata.name) <= 63 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message: 'a session’s name is a label value: at most 63 of a-z, 0-9 and -, without dots',
    },
  ],
  printerColumns: [
    { name: 'Agent', type: 'string', jsonPath: '.spec.agent' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason' },
    { name: 'Pod', type: 'string', jsonPath: '.status.pod.name' },
    { name: 'Node', type: 'string', jsonPath: '.status.pod.node' },
    { name: 'Ready-in', type: 'string', jsonPath: '.status.readyIn' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Room', type: 'string', jsonPath: '.status.room', priority: 1 },
    { name: 'Participant', type: 'string', jsonPath: '.status.identity', priority: 1 },
    { name: 'Channel', type: 'string', jsonPath: '.spec.channel.type', priority: 1 },
    { name: 'Memory peak', type: 'string', jsonPath: '.status.memoryPeak', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
  ],
  selectableFields: ['.spec.agent', '.status.phase', '.status.reason', '.status.endReason', '.status.pod.node'],
});
