import { readFileSync } from 'node:fs';
import { type AgentBehaviour, type bus as contract, mountedKeyPath } from '@switchboard/api';
import type { Clock } from '@switchboard/service';
import {
  Conversation,
  type ConversationRules,
  type Engine,
  type EngineEvents,
  fillIn,
  History,
  Phrases,
} from '../engine/index.ts';
import type { AudioSink } from '../playout/index.ts';
import { Pool } from '../pool/index.ts';
import {
  ChatThinker,
  type PoolModel,
  RealtimeTranscriber,
  type Transcriber,
  UploadTranscriber,
  VoiceSpeaker,
} from '../speech/index.ts';
import { type BuiltIns, type Caller, type HttpTool, sendTool, Tools } from '../tools/index.ts';
import type { EndOfTurn } from '../turn/index.ts';
import type { Vad } from '../vad/index.ts';
import { type Addresses, resolvedUrls } from './resolve.ts';

type PoolSpec = Omit<AgentBehaviour['speech']['transcribe'][number], 'dialect'>;

export interface EngineContext {
  readonly vad: Vad;
  readonly endOfTurn: EndOfTurn;
  readonly sink: AudioSink;
  readonly clock: Clock;
  readonly events: EngineEvents;
  readonly signal: AbortSignal;
  readonly addresses: Addresses;
}

const HISTORY_CHARACTERS = 48_000;
const PROMPTS = 2;
const TRANSCRIPT_BOUND_MS = 12_000;

/** Builds the engine that an assignment describes. */
export function engineFor(assign: contract.Assign, context: EngineContext): Engine {
  const { behaviour, variables } = assign;
  const { clock, signal } = context;
  const thinking = stage('think', behaviour.speech.think, context);
  const speaking = stage('speak', behaviour.speech.speak, context);
  const speaker = new VoiceSpeaker({
    ...speaking,
    voice: assign.voice,
    speed: behaviour.voice.speedPercent / 100,
    sampleRate: behaviour.voice.sampleRate,
  });
  return new Conversation(
    {
      vad: context.vad,
      sink: context.sink,
      clock,
      events: context.events,
      transcriber: transcriberFor(behaviour.speech.transcribe, context),
      thinker: new ChatThinker({
        ...thinking,
        temperature: behaviour.temperaturePercent / 100,
        maxTokens: behaviour.maxAnswerTokens,
      }),
      speaker,
      tools: toolsFor(assign),
      endOfTurn: context.endOfTurn,
      history: new History(fillIn(behaviour.prompt, variables), {
        turns: behaviour.historyTurns,
        characters: HISTORY_CHARACTERS,
      }),
      phrases: new Phrases(speaker, clock, signal),
    },
    rulesFor(assign),
  );
}

/** The first pool decides whether sound is streamed. Those who only stream are asked for uploads too where nobody else is. */
function transcriberFor(specs: AgentBehaviour['speech']['transcribe'], context: EngineContext): Transcriber {
  const uploads = specs.filter((spec) => spec.dialect === 'openai-upload');
  const whole = uploads[0] === specs[0];
  const { pool, models } = stage('transcribe', whole || uploads.length === 0 ? specs : uploads, context);
  const upload = new UploadTranscriber(pool, models);
  return whole ? upload : realtimeTranscriber(specs, { upload, context });
}

function realtimeTranscriber(
  specs: AgentBehaviour['speech']['transcribe'],
  { upload, context }: { upload: UploadTranscriber; context: EngineContext },
): Transcriber {
  const realtime = specs.flatMap((spec) =>
    spec.dialect === 'openai-upload' ? [] : [{ ...spec, dialect: spec.dialect }],
  );
  // Nobody waits for a stream: the upload takes its place.
  const { pool, models } = stage('transcribe', realtime, { ...context, waitMs: 0 });
  const spoken = models.map((model, index) => ({ ...model, dialect: realtime[index]?.dialect ?? 'openai-realtime' }));
  return new RealtimeTranscriber({ pool, models: spoken, upload, clock: context.clock });
}

function rulesFor(assign: contract.Assign): ConversationRules {
  const { behaviour, variables, limits } = assign;
  const turn = behaviour.turnTaking;
  return {
    ...turn,
    transcriptMilliseconds: TRANSCRIPT_BOUND_MS,
    prompts: PROMPTS,
    idleMilliseconds: limits.idleSeconds * 1000,
    listening: {
      activation: turn.activation / 100,
      minSpeechMs: turn.minSpeechMilliseconds,
      minSilenceMs: turn.minSilenceMilliseconds,
    },
    language: assign.language,
    greeting: behaviour.greeting && fillIn(behaviour.greeting, variables),
    silencePrompt: behaviour.silencePrompt,
    apology: behaviour.apology,
    filler: behaviour.filler,
  };
}

function stage(
  name: string,
  specs: readonly PoolSpec[],
  context: EngineContext & { waitMs?: number },
): { pool: Pool; models: PoolModel[] } {
  const urls = specs.map((spec) => spec.endpoints.map((endpoint) => endpoint.url.replace(/\/+$/, '')));
  const models = specs.map((spec, index) => ({
    name: spec.model,
    headers: keyHeader(spec),
    urls: new Set(urls[index]),
  }));
  const pool = new Pool({
    stage: name,
    clock: context.clock,
    ...(context.waitMs !== undefined && { waitMs: context.waitMs }),
    lists: specs.map((spec, index) => ({
      urls: urls[index] ?? [],
      attemptMs: spec.timeoutMilliseconds,
      concurrency: spec.concurrency,
      requestsPerMinute: spec.requestsPerMinute,
    })),
  });
  for (const [index, spec] of specs.entries()) {
    if (!spec.endpoints.some((endpoint) => endpoint.resolve)) continue;
    resolvedUrls(spec.endpoints, context, (found) => {
      models[index]?.urls.clear();
      for (const url of found) models[index]?.urls.add(url);
      pool.replace(index, found);
    });
  }
  return { pool, models };
}

function keyHeader(spec: PoolSpec): Record<string, string> {
  return spec.apiKey ? { authorization: `Bearer ${readKey(spec.apiKey)}` } : {};
}

function readKey(key: NonNullable<PoolSpec['apiKey']>): string {
  return readFileSync(mountedKeyPath(key), 'utf8').trim();
}

function toolsFor(assign: contract.Assign): Tools {
  const { behaviour, session, participant, channel } = assign;
  const caller: Caller = {
    participant: {
      identity: participant.identity,
      ...(participant.name !== undefined && { name: participant.name }),
      ...(participant.metadata !== undefined && { metadata: participant.metadata }),
    },
    channel: channel.type,
    session,
    agent: assign.agent.name,
  };
  const http = (behaviour.tools ?? []).map(
    (tool): HttpTool => ({
      name: tool.name,
      description: tool.description,
      parameters: tool.parameters,
      url: tool.url,
      authorization: tool.authorization && readKey(tool.authorization),
      timeoutMs: tool.timeoutMilliseconds,
      filler: tool.filler,
    }),
  );
  return new Tools(http, builtInsFor(behaviour), { caller, send: sendTool });
}

function builtInsFor({ builtInTools: { endCall, handOver } }: AgentBehaviour): BuiltIns {
  return {
    endCall: endCall.enabled ? { description: endCall.description ?? 'Ends the call. Say goodbye first.' } : undefined,
    handOver: handOver.enabled
      ? { description: handOver.description ?? 'Passes the caller on to another agent.', to: handOver.to ?? [] }
      : undefined,
  };
}
