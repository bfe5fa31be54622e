import { phases, type SessionStatus } from '@switchboard/api';
import type { SessionEntry } from './entry.ts';
import { named, type Rule } from './rule.ts';
import type { Timeline } from './timeline.ts';

/** A session at one moment and at the next. */
type Step = readonly [before: SessionStatus, after: SessionStatus, entry: SessionEntry];

function* steps({ sessions }: Timeline): IterableIterator<Step> {
  for (const life of sessions.values()) {
    for (const [at, entry] of life.entries()) {
      yield [life[at - 1]?.object.status ?? {}, entry.object.status ?? {}, entry];
    }
  }
}

const rank = ({ phase }: SessionStatus): number => (phase === undefined ? -1 : phases.indexOf(phase));

/** The one way back there is: the caller left for a moment, and the agent waits. */
const isCallerAway = (before: SessionStatus, after: SessionStatus): boolean =>
  before.phase === 'Active' && after.phase === 'Ready' && after.reason === 'CallerAway';

const waitsInQueue: ReadonlySet<string> = new Set(['Queued', 'AgentLimit', 'TenantLimit', 'ClusterLimit']);

export const sessionRules: readonly Rule[] = [
  {
    name: 'phases go forward',
    says: 'No session goes back to an earlier phase, but for one whose caller is away for a moment.',
    *broken(timeline) {
      for (const [before, after, { object }] of steps(timeline)) {
        if (rank(after) >= rank(before) || isCallerAway(before, after)) continue;
        yield `session ${named(object)} went from ${before.phase} to ${after.phase}`;
      }
    },
  },
  {
    name: 'one reason',
    says: 'An ended session has one reason, which stays, as do its words and its time; one that lives has none.',
    *broken(timeline) {
      for (const [before, after, { object }] of steps(timeline)) {
        if ((after.phase === 'Ended') !== (after.endReason !== undefined)) {
          yield `session ${named(object)} is ${after.phase} with the end reason ${after.endReason}`;
        }
        if (before.phase !== 'Ended') continue;
        for (const field of ['endReason', 'reason', 'message', 'endedAt'] as const) {
          if (before[field] !== after[field]) {
            yield `session ${named(object)} had ${field} "${before[field]}", then "${after[field]}"`;
          }
        }
      }
    },
  },
  {
    name: 'a place only in the queue',
    says: 'A queue position stands only on a session that waits for its turn.',
    *broken(timeline) {
      for (const [, after, { object }] of steps(timeline)) {
        if (after.queuePosition === undefined) continue;
        if (after.phase === 'Pending' && waitsInQueue.has(after.reason ?? '')) continue;
        yield `session ${named(object)} is ${after.phase}, ${after.reason}, at place ${after.queuePosition}`;
      }
    },
  },
  {
    name: 'what was said stays',
    says: 'The times of a session are written once, and reports are folded in their order.',
    *broken(timeline) {
      for (const [before, after, { object, gone }] of steps(timeline)) {
        if (gone) continue;
        for (const field of ['readyAt', 'activeAt'] as const) {
          if (before[field] !== undefined && before[field] !== after[field]) {
            yield `session ${named(object)} had ${field} ${before[field]}, then ${after[field]}`;
          }
        }
        const samePod = before.pod?.uid === after.pod?.uid;
        if (samePod && (after.reported ?? 0) < (before.reported ?? 0)) {
          yield `session ${named(object)} folded report ${before.reported}, then ${after.reported}`;
        }
      }
    },
  },
];
