export { type Caption, ScriptedCaller } from './caller.ts';
export { joined, RATE, silence, spoken } from './espeak.ts';
export { Hearing } from './hearing.ts';
export { Program } from './processes.ts';
export { cough, noisy, overlapped, telephoned } from './sounds.ts';
export { type PodOptions, Stage } from './stage.ts';
export { type AssignOptions, StagePod } from './stage-pod.ts';
export { ask, call, hangUp, isToldAStory } from './talk.ts';
export { parseWav, resample, wavFile } from './wav.ts';
