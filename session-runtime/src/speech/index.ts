export { ChatThinker } from './chat.ts';
export { closeIdleConnections, post, readText } from './http.ts';
export type { PoolModel } from './model.ts';
export { SentenceSplitter, speakable } from './sentences.ts';
export type {
  CallCost,
  Heard,
  Message,
  Speaker,
  Thinker,
  Thought,
  ToolCall,
  ToolDeclaration,
  Transcriber,
} from './stages.ts';
export { UploadTranscriber } from './upload.ts';
export { VoiceSpeaker } from './voice.ts';
