export { Playout, type PlayoutEvents } from './playout.ts';
export { cutAtWord, Segment } from './segment.ts';
export type { AudioSink } from './sink.ts';
