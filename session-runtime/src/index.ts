export { levelDb, type Pcm, parseWav, Resampler, wavOf } from './audio/index.ts';
export { covered, Ledger } from './engine/index.ts';
export { engineFor } from './session/index.ts';
export { loadSilero, Segmenter } from './vad/index.ts';
