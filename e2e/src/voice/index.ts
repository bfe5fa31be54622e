export { type Caption, ScriptedCaller } from './caller.ts';
export { joined, RATE, silence, spoken } from './espeak.ts';
export { Hearing } from './hearing.ts';
export { freePort, Program } from './processes.ts';
export { type AssignOptions, type PodOptions, Stage, StagePod } from './stage.ts';
export { parseWav, resample, wavFile } from './wav.ts';
