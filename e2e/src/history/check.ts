import type { Entry } from './entry.ts';
import { podRules } from './pods.ts';
import type { Rule, Violation } from './rule.ts';
import { sessionRules } from './sessions.ts';
import { timelineOf } from './timeline.ts';

/** What must have been true all the while. */
export const rules: readonly Rule[] = [...podRules, ...sessionRules];

/** Every rule that the history breaks, each case once. */
export function violations(entries: readonly Entry[]): Violation[] {
  const timeline = timelineOf(entries);
  return rules.flatMap(({ name, broken }) => [...new Set(broken(timeline))].map((what) => ({ rule: name, what })));
}
