export { rules, violations } from './check.ts';
export type { Entry, PodEntry, SeenPod, SeenSession, SessionEntry, Word } from './entry.ts';
export { type Ground, leftovers } from './leftovers.ts';
export { HistoryRecorder, type RecorderOptions } from './recorder.ts';
export type { Rule, Violation } from './rule.ts';
export { roomOf, sessionOf } from './timeline.ts';
