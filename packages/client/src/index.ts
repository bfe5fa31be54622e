export { type FollowOptions, type SessionQuery, type Started, type StartOptions, Switchboard } from './client.ts';
export { ConnectionError, SwitchboardError } from './errors.ts';
export type { ConversationEvent } from './events.ts';
export type * from './generated/types.ts';
export type { ClientOptions } from './transport.ts';
