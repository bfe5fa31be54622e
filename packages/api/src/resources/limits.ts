import { z } from 'zod';
import { seconds } from './common.ts';

const ranges = {
  pendingSeconds: seconds(1, 3600).describe('Longest wait for a pod, queueing included; then PendingTimeout.'),
  joinSeconds: seconds(5, 3600).describe(
    'Longest wait for the caller once the agent is in the room; then JoinTimeout.',
  ),
  idleSeconds: seconds(5, 3600).describe('Longest silence of the caller; then a goodbye and IdleTimeout.'),
  maxDurationSeconds: seconds(10, 86_400).describe(
    'Longest conversation, counted from ready; then a goodbye and MaxDuration.',
  ),
  reconnectSeconds: seconds(5, 300).describe('Grace for a caller who lost the connection; then CallerLeft.'),
};

/** What an agent allows: every limit has a value. */
export const agentLimits = z.strictObject({
  pendingSeconds: ranges.pendingSeconds.default(60),
  joinSeconds: ranges.joinSeconds.default(60),
  idleSeconds: ranges.idleSeconds.default(120),
  maxDurationSeconds: ranges.maxDurationSeconds.default(3600),
  reconnectSeconds: ranges.reconnectSeconds.default(30),
});
export type Limits = z.infer<typeof agentLimits>;

/** What a session asks for: no defaults, and only what tightens counts (effective = the smaller of agent and session). */
export const sessionLimits = z.strictObject({
  pendingSeconds: ranges.pendingSeconds.optional(),
  joinSeconds: ranges.joinSeconds.optional(),
  idleSeconds: ranges.idleSeconds.optional(),
  maxDurationSeconds: ranges.maxDurationSeconds.optional(),
  reconnectSeconds: ranges.reconnectSeconds.optional(),
});
export type SessionLimits = z.infer<typeof sessionLimits>;

export const limitNames = Object.keys(ranges) as (keyof Limits)[];

/** The one rule for what holds: each limit is the smaller of what the agent allows and what the session asks. */
export function effectiveLimits(agent: Limits, session: SessionLimits | undefined): Limits {
  const tightened = { ...agent };
  for (const name of limitNames) tightened[name] = Math.min(agent[name], session?.[name] ?? agent[name]);
  return tightened;
}
