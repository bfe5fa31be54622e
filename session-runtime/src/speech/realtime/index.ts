export { type RealtimeModel, RealtimeTranscriber } from './transcriber.ts';
export type { RealtimeDialect } from './wire.ts';
