export type { Call } from './attempt.ts';
export type { EndpointHealth } from './endpoint.ts';
export { AttemptError, type FailureKind, isAbort, PoolExhausted } from './errors.ts';
export { type Answered, type EndpointList, Pool } from './pool.ts';
