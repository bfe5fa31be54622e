export { LISTEN_RATE, type Pcm, WINDOW_SAMPLES } from '../audio/index.ts';
export { Ear } from '../engine/ear.ts';
export { loadSilero, type SpeechEvent } from '../vad/index.ts';
export { meanModel } from './onnx.ts';
