export { Loudness } from './loudness.ts';
export { Segmenter, type SegmenterOptions, type SpeechEvent } from './segmenter.ts';
export { loadSilero } from './silero.ts';
export type { Vad } from './vad.ts';
