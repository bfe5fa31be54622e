export {
  concat,
  faded,
  LISTEN_RATE,
  levelDb,
  msOf,
  type Pcm,
  SampleJoiner,
  SPEAK_RATE,
  samplesOf,
  WINDOW_SAMPLES,
} from './pcm.ts';
export { Resampler } from './resample.ts';
export { parseWav, WavError, wavOf } from './wav.ts';
