export { ChatThinker } from './chat.ts';
export { closeIdleConnections, post, readText } from './http.ts';
export type { PoolModel } from './model.ts';
export { type RealtimeDialect, type RealtimeModel, RealtimeTranscriber } from './realtime/index.ts';
export { SentenceSplitter, speakable } from './sentences.ts';
export type {
  CallCost,
  Heard,
  Message,
  Speaker,
  Take,
  Thinker,
  Thought,
  ToolCall,
  ToolDeclaration,
  Transcriber,
} from './stages.ts';
export { UploadTranscriber } from './upload.ts';
export { VoiceSpeaker } from './voice.ts';
