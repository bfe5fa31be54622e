import { z } from 'zod';
import { runtimeEndReasons } from '../reasons.ts';
import { usage } from '../resources/session.ts';
import { at, identity, podState, sequence, sessionRef } from './common.ts';

export const hello = identity
  .extend({ startedMilliseconds: z.number().min(0).describe('Process start to this hello.') })
  .describe('Said on connecting, and once a second until the operator has sent anything.');
export type Hello = z.infer<typeof hello>;

export const sessionEvents = ['AgentJoined', 'CallerJoined', 'CallerLeft', 'Reconnecting', 'Ending', 'Ended'] as const;

export const status = z
  .object({
    sequence,
    at,
    session: sessionRef,
    event: z.enum(sessionEvents).describe('What happened.'),
    reason: z.enum(runtimeEndReasons).optional().describe('With Ending and Ended: why.'),
    message: z.string().max(1024).optional().describe('The same in a sentence, without anything personal.'),
    handedOverTo: z.string().max(63).optional().describe('With reason HandedOver: to which agent.'),
    usage: usage.optional().describe('With Ended: what the conversation used.'),
  })
  .describe('A step in the life of the conversation. Durable.');
export type StatusReport = z.infer<typeof status>;

export const endpointHealth = z.object({
  stage: z.enum(['transcribe', 'think', 'speak']).describe('Stage of the conversation.'),
  url: z.string().max(512).describe('Endpoint.'),
  state: z.enum(['Closed', 'HalfOpen', 'Open']).describe('Circuit breaker of this pod.'),
  inFlight: z.int().min(0).describe('Calls under way.'),
  p50Milliseconds: z.number().min(0).optional().describe('Median time to the first byte lately.'),
  failures: z.int().min(0).describe('Failures since the pod began.'),
});
export type EndpointHealth = z.infer<typeof endpointHealth>;

export const heartbeat = z
  .object({
    at,
    state: podState,
    session: sessionRef.optional(),
    memory: z.object({
      nowBytes: z.int().min(0).describe('Memory of the container now.'),
      peakBytes: z.int().min(0).describe('Its peak.'),
      limitBytes: z.int().min(0).describe('Its limit; 0 where there is none.'),
    }),
    cpuMillicores: z.number().min(0).describe('CPU since the last heartbeat, in thousandths of a core.'),
    loopLagMilliseconds: z.number().min(0).describe('Largest event-loop lag since the last heartbeat.'),
    underruns: z.int().min(0).describe('Gaps in the agent’s audio since the pod began.'),
    endpoints: z.array(endpointHealth).max(192).describe('Health of the speech endpoints, as this pod sees it.'),
  })
  .describe('Every five seconds. Not durable.');
export type Heartbeat = z.infer<typeof heartbeat>;

const speaker = z.enum(['caller', 'agent']).describe('Who spoke.');

export const interim = z
  .object({
    at,
    session: sessionRef,
    segment: z.string().max(64).describe('Utterance that this belongs to.'),
    speaker,
    text: z.string().max(4096).describe('Text so far; it may still change.'),
  })
  .describe('Interim transcript. Not durable.');

export const transcript = z
  .object({
    sequence,
    at,
    session: sessionRef,
    segment: z.string().max(64).describe('Utterance.'),
    speaker,
    text: z.string().max(8192).describe('Final text; of the agent, what was really heard.'),
    startMilliseconds: z.number().min(0).describe('Beginning, since the agent joined.'),
    endMilliseconds: z.number().min(0).describe('End, since the agent joined.'),
    interrupted: z.boolean().default(false).describe('Whether the speaker was cut off.'),
  })
  .describe('Final transcript of one utterance. Durable.');
export type Transcript = z.infer<typeof transcript>;

const stageMilliseconds = z.number().min(0).optional();

/** The latency ledger of one turn: each stage counts from the end of the one before it. */
export const turn = z
  .object({
    sequence,
    at,
    session: sessionRef,
    turn: z.int().min(1).describe('Number of the turn.'),
    trigger: z.enum(['speech', 'text', 'say', 'greeting', 'prompt']).describe('What the agent answered.'),
    endpointMilliseconds: stageMilliseconds.describe('End of speech to endpoint decided.'),
    transcriptMilliseconds: stageMilliseconds.describe('To the final transcript.'),
    firstTokenMilliseconds: stageMilliseconds.describe('To the first token.'),
    firstSentenceMilliseconds: stageMilliseconds.describe('To the first sentence.'),
    firstByteMilliseconds: stageMilliseconds.describe('To the first byte of audio.'),
    firstFrameMilliseconds: stageMilliseconds.describe('To the first frame played.'),
    totalMilliseconds: stageMilliseconds.describe('End of speech to the first frame played.'),
    overheadMilliseconds: stageMilliseconds.describe('Total less the endpointing wait and the time of the models.'),
    interrupted: z.boolean().describe('Whether the caller interrupted the answer.'),
    toolCalls: z.int().min(0).describe('Tools called.'),
    endpoints: z
      .array(
        z.object({
          stage: z.enum(['transcribe', 'think', 'speak']),
          url: z.string().max(512),
          milliseconds: z.number().min(0),
          attempts: z.int().min(1),
        }),
      )
      .max(64)
      .describe('What each call of a model cost.'),
  })
  .describe('One turn with its latencies. Durable.');
export type Turn = z.infer<typeof turn>;

/** What a pod publishes on `sb.pod.<pod uid>.<kind>`. Durable kinds go to JetStream through the outbox. */
export const reports = {
  hello: { message: hello, durable: false },
  heartbeat: { message: heartbeat, durable: false },
  interim: { message: interim, durable: false },
  status: { message: status, durable: true },
  transcript: { message: transcript, durable: true },
  turn: { message: turn, durable: true },
} as const;
export type ReportKind = keyof typeof reports;
export type DurableKind = { [K in ReportKind]: (typeof reports)[K]['durable'] extends true ? K : never }[ReportKind];
