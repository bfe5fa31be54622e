import { type Blame, endReasons, poolReasons, waitReasons } from '../reasons.ts';
import { cell, code, GENERATED, table } from './markdown.ts';

const BLAME: Record<Blame, string> = {
  caller: 'A person wished it. Not counted against anybody.',
  limit: 'A bound that somebody set was reached.',
  platform: 'The cluster, or something the installation was given, was in the way.',
  system: 'Switchboard itself failed. These count against its service level.',
};

/** docs/reference/end-reasons.md: the same table that the CRD's enum is made of. */
export function reasonsPage(): string {
  const parts = [
    GENERATED,
    '# Reasons',
    'Every reason is one word. The message beside it has the particulars.',
    '## Why a session ended',
    'In `status.endReason` and `status.reason` of an ended VoiceSession, in its Ended condition, in the Event, in the record and in the label `reason` of the metrics.',
    ...(Object.keys(BLAME) as Blame[]).flatMap(endReasonsOf),
    '## Why a session waits, or how far it has come',
    'In `status.reason` and the conditions Bound, Ready, CallerJoined and Ended of a VoiceSession that has not ended.',
    meanings(waitReasons),
    '## Conditions of pools, agents and tenants',
    meanings(poolReasons),
  ];
  return `${parts.join('\n\n')}\n`;
}

function endReasonsOf(blame: Blame): string[] {
  const rows = Object.entries(endReasons)
    .filter(([, entry]) => entry.blame === blame)
    .map(([name, entry]) => [code(name), cell(entry.meaning), cell(entry.next)]);
  return [`### ${blame}`, BLAME[blame], table(['Reason', 'What happened', 'What to do'], rows)];
}

function meanings(reasons: Readonly<Record<string, string>>): string {
  return table(
    ['Reason', 'Meaning'],
    Object.entries(reasons).map(([name, meaning]) => [code(name), cell(meaning)]),
  );
}
