import { z } from 'zod';
import { agentName } from '../names.ts';
import { count, httpUrl, milliseconds, mountedKey, seconds } from './common.ts';

const turnTakingFields = z.strictObject({
  minSpeechMilliseconds: milliseconds(10, 1000).default(50).describe('Shorter sounds are not speech.'),
  minSilenceMilliseconds: milliseconds(50, 2000).default(250).describe('Silence after which speech has paused.'),
  activation: count(1, 99).default(50).describe('Probability of speech, in per cent, above which a frame is speech.'),
  minEndpointingMilliseconds: milliseconds(0, 5000)
    .default(500)
    .describe('Silence before the agent answers a finished sentence.'),
  maxEndpointingMilliseconds: milliseconds(100, 10_000)
    .default(3000)
    .describe('Silence before the agent answers one that seems unfinished.'),
  interruptible: z.boolean().default(true).describe('Whether the caller may interrupt the agent.'),
  minInterruptionMilliseconds: milliseconds(100, 5000).default(500).describe('Speech that counts as an interruption.'),
  minInterruptionWords: count(0, 10)
    .default(0)
    .describe('Words that count as an interruption; 0 leaves it to time alone.'),
  resumeAfterMilliseconds: milliseconds(200, 10_000)
    .default(2000)
    .describe('After a false interruption (a cough), the agent goes on from here.'),
  preemptiveThinking: z.boolean().default(true).describe('Begin the answer while the transcript may still grow.'),
  silencePromptSeconds: seconds(0, 600).default(20).describe('Silence before the agent asks again; 0 never asks.'),
});

export const turnTaking = turnTakingFields.meta({
  k8s: {
    validations: [
      {
        rule: 'self.minEndpointingMilliseconds <= self.maxEndpointingMilliseconds',
        message:
          'minEndpointingMilliseconds must not be larger than maxEndpointingMilliseconds: raise the one or lower the other',
      },
    ],
  },
});
export type TurnTaking = z.infer<typeof turnTaking>;

const endpoint = z.strictObject({
  url: httpUrl.describe('Base URL of an OpenAI-compatible service, such as http://whisper.models:8000/v1.'),
  resolve: z
    .boolean()
    .default(false)
    .describe('Resolve a headless Service and balance over its addresses instead of over URLs.'),
});

const pool = <D extends readonly [string, ...string[]]>(dialects: D, preferred: D[number]) =>
  z.strictObject({
    endpoints: z
      .array(endpoint)
      .min(1)
      .max(16)
      .describe('Interchangeable endpoints; each call goes to the less busy of two.'),
    dialect: z
      .enum(dialects)
      .default(preferred as never)
      .describe('How the service is spoken to.'),
    model: z.string().min(1).max(128).describe('Model name sent with each call.'),
    apiKey: mountedKey.optional().describe('Bearer key, from a mounted Secret.'),
    timeoutMilliseconds: milliseconds(100, 60_000).default(8000).describe('Deadline of one attempt.'),
    concurrency: count(1, 16).default(2).describe('Calls that one conversation may have in flight.'),
    requestsPerMinute: count(1, 6000)
      .default(240)
      .describe('Calls that one conversation may begin in a minute, a quarter of them at once.'),
  });

const stage = <P extends z.ZodType>(one: P, what: string) =>
  z
    .array(one)
    .min(1)
    .max(4)
    .describe(`${what} The first pool is used; the next ones are where calls go when it fails.`);

export const speech = z.strictObject({
  transcribe: stage(
    pool(['openai-upload', 'openai-realtime', 'openai-transcription', 'vllm-realtime'] as const, 'openai-upload'),
    'Speech to text.',
  ),
  think: stage(pool(['openai-chat'] as const, 'openai-chat'), 'The language model.'),
  speak: stage(pool(['openai-speech'] as const, 'openai-speech'), 'Text to speech.'),
});
export type SpeechPools = z.infer<typeof speech>;

export const voice = z.strictObject({
  name: z.string().min(1).max(64).default('alloy').describe('Voice, as the text-to-speech service names it.'),
  speedPercent: count(25, 400).default(100).describe('Speed of speech in per cent.'),
  sampleRate: z
    .union([z.literal(16_000), z.literal(24_000), z.literal(48_000)])
    .default(24_000)
    .describe('Hz asked of the service.')
    .meta({ k8s: { enum: [16_000, 24_000, 48_000] } }),
});

export const tool = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(64)
    .regex(
      /^[a-zA-Z_][a-zA-Z0-9_-]*$/,
      "a tool's name has letters, digits, '_' and '-', and begins with a letter or '_'",
    )
    .describe('Name that the model calls.'),
  description: z.string().min(1).max(1024).describe('When and how the model should call it.'),
  parameters: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ k8s: { preserveUnknown: true } })
    .describe('JSON Schema of its arguments.'),
  url: httpUrl.describe(
    'POSTed as {arguments, caller}. caller (participant, channel, session) is set by the runtime: the model cannot forge it.',
  ),
  authorization: mountedKey.optional().describe('Value of the Authorization header, from a mounted Secret.'),
  timeoutMilliseconds: milliseconds(100, 60_000).default(8000).describe('Deadline of a call.'),
  filler: z.string().max(256).optional().describe('Said when the call takes longer than a second.'),
});
export type Tool = z.infer<typeof tool>;

const builtInTool = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether the model may call it.'),
  description: z.string().max(1024).optional().describe('When the model should call it.'),
});

export const builtInTools = z.strictObject({
  endCall: builtInTool
    .prefault({})
    .describe('Lets the model end the call after its last sentence; the end reason is AgentEnded.'),
  handOver: builtInTool
    .extend({ to: z.array(agentName).max(16).optional().describe('Agents of this namespace that may take over.') })
    .meta({
      k8s: {
        validations: [
          {
            rule: '!self.enabled || (has(self.to) && size(self.to) > 0)',
            message: 'handOver needs at least one agent in to',
          },
        ],
      },
    })
    .prefault({})
    .describe('Lets the model pass the caller on; the end reason is HandedOver and the target is in status.'),
});
