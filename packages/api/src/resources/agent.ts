import { z } from 'zod';
import { AGENT_NAME_MAX, objectName } from '../names.ts';
import { agentRuntime } from './agent-runtime.ts';
import { builtInTools, speech, tool, turnTaking, voice } from './agent-voice.ts';
import { conditions, count, httpUrl, language, type mountedKey, seconds } from './common.ts';
import { defineResource } from './define.ts';
import { agentLimits } from './limits.ts';

export const hookEvents = ['session.started', 'session.ended', 'session.turn', 'session.transcript'] as const;

export const share = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether /agent/<name> opens a Talk page for anyone with the link.'),
  requireKey: z.boolean().default(true).describe('Whether the visitor needs an API key or a client token.'),
  perAddress: count(1, 100).default(2).describe('Conversations at once from one address through the link.'),
  concurrent: count(1, 10_000).default(20).describe('Conversations at once through the link.'),
});

export const hook = z.strictObject({
  url: httpUrl.describe('Where events are POSTed, signed as Standard Webhooks.'),
  events: z
    .array(z.enum(hookEvents))
    .min(1)
    .max(8)
    .meta({ k8s: { listType: 'set' } })
    .default(['session.ended'])
    .describe('Which events are sent.'),
  secretName: objectName.describe('Secret of the keys namespace that holds the signing key.'),
});

/** What travels in `assign`: everything of an agent but what shapes the pod. An edit here costs no pod. */
export const agentBehaviour = z.strictObject({
  prompt: z.string().min(1).max(32_768).describe('System prompt. {{name}} inserts a session variable.'),
  greeting: z.string().max(1024).optional().describe('First words of the agent. Absent: it waits for the caller.'),
  goodbye: z
    .string()
    .max(512)
    .default('Goodbye.')
    .describe('Said before the agent ends the call for time, idleness or maintenance.'),
  silencePrompt: z
    .string()
    .max(512)
    .default('Are you still there?')
    .describe('Said when the caller is silent for long.'),
  apology: z
    .string()
    .max(512)
    .default('I am sorry, I am having trouble answering. Please say that again.')
    .describe('Said when the models fail.'),
  filler: z.string().max(256).default('One moment, please.').describe('Said when an answer takes long.'),
  language: language.default('en').describe('Language of the conversation; a session may choose another.'),
  voice: voice.prefault({}).describe('How the agent sounds.'),
  turnTaking: turnTaking.prefault({}).describe('When the agent speaks, and when it yields.'),
  speech: speech.describe('The shared model pools that this agent uses.'),
  temperaturePercent: count(0, 200).default(70).describe('Sampling temperature of the language model in per cent.'),
  maxAnswerTokens: count(16, 8192).default(400).describe('Longest answer.'),
  historyTurns: count(1, 200).default(40).describe('Turns that the model is shown; older ones are dropped.'),
  tools: z
    .array(tool)
    .max(32)
    .optional()
    .meta({ k8s: { listType: 'map', listMapKeys: ['name'] } })
    .describe('HTTP functions that the model may call.'),
  builtInTools: builtInTools.prefault({}).describe('Functions of the runtime itself that the model may call.'),
  limits: agentLimits.prefault({}).describe('Limits of each conversation. A session may only tighten them.'),
});
export type AgentBehaviour = z.infer<typeof agentBehaviour>;

const agentSpecFields = agentBehaviour.extend({
  runtime: agentRuntime.prefault({}).describe('What shapes the pod. A change rolls the warm pods; live calls stay.'),
  maxSessions: count(0, 100_000).optional().describe('Conversations of this agent at once; more are queued.'),
  ttlSeconds: seconds(0, 2_592_000)
    .default(86_400)
    .describe(
      'How long an ended VoiceSession is kept. Idempotency keys are remembered as long, and for a day at least.',
    ),
  share: share.prefault({}).describe('Shareable link.'),
  hooks: z.array(hook).max(4).optional().describe('Events of this agent’s sessions, sent to your services.'),
});

const secretIsMounted = (reference: string) =>
  `!has(${reference}) || (has(self.runtime.secrets) && self.runtime.secrets.exists(s, s.name == ${reference}.secret))`;

export const agentSpec = agentSpecFields.meta({
  k8s: {
    validations: [
      ...(['transcribe', 'think', 'speak'] as const).map((stage) => ({
        rule: `self.speech.${stage}.all(pool, ${secretIsMounted('pool.apiKey')})`,
        message: `speech.${stage}: apiKey.secret must be the name of an entry of runtime.secrets; add the entry, and the Secret is mounted`,
      })),
      {
        rule: `!has(self.tools) || self.tools.all(tool, ${secretIsMounted('tool.authorization')})`,
        message:
          'tools: authorization.secret must be the name of an entry of runtime.secrets; add the entry, and the Secret is mounted',
      },
    ],
  },
});
export type AgentSpec = z.infer<typeof agentSpec>;

const modelHealth = z.strictObject({
  stage: z.enum(['transcribe', 'think', 'speak']).describe('Stage of the conversation.'),
  url: z.string().max(512).describe('Endpoint.'),
  state: z.enum(['Closed', 'HalfOpen', 'Open']).describe('Circuit breaker as most pods see it.'),
  p50Milliseconds: z.int().min(0).optional().describe('Median time to the first byte.'),
});

export const agentStatus = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe('Generation that the operator has seen.'),
  runtimeHash: z.string().max(63).optional().describe('Hash of spec.runtime; warm pods with another are replaced.'),
  sessions: z.int().min(0).optional().describe('Conversations now.'),
  queued: z.int().min(0).optional().describe('Sessions that wait.'),
  models: z.array(modelHealth).max(192).optional().describe('Health of the speech endpoints, summed over the pods.'),
  conditions: conditions.optional().describe('Ready, RuntimeValid, CpuLimitInjected.'),
});
export type AgentStatus = z.infer<typeof agentStatus>;

export const VoiceAgent = defineResource({
  kind: 'VoiceAgent',
  plural: 'voiceagents',
  singular: 'voiceagent',
  shortNames: ['va'],
  categories: ['voice'],
  description: 'What a conversation is run with: prompt, voice, models, limits, and the shape of its pod.',
  spec: agentSpec,
  status: agentStatus,
  validations: [
    {
      rule: `size(self.metadata.name) <= ${AGENT_NAME_MAX} && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')`,
      message: `an agent's name becomes part of pod and room names: at most ${AGENT_NAME_MAX} of a-z, 0-9 and '-', without dots`,
    },
  ],
  printerColumns: [
    { name: 'Sessions', type: 'integer', jsonPath: '.status.sessions' },
    { name: 'Queued', type: 'integer', jsonPath: '.status.queued' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason' },
    { name: 'Language', type: 'string', jsonPath: '.spec.language', priority: 1 },
    { name: 'Memory', type: 'string', jsonPath: '.spec.runtime.memoryLimit', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  selectableFields: ['.spec.language'],
});

/** A mounted key that names no mounted Secret is refused by CEL in the CRD; programs resolve the rest to this path. */
export const mountedKeyPath = (key: z.infer<typeof mountedKey>): string =>
  `/etc/switchboard/secrets/${key.secret}/${key.key}`;
