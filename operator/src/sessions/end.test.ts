import { annotations, IDEMPOTENCY_SECONDS } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { anAgent, aSession } from '../testing/objects.ts';
import { keptMs } from './end.ts';

const marked = (marks: Record<string, string>) => {
  const session = aSession();
  return { ...session, metadata: { ...session.metadata, annotations: marks } };
};

describe('an ended session is kept', () => {
  it.each<[string, Record<string, string>, number | undefined, number]>([
    ['for as long as its agent says', {}, 60, 60],
    ['for a day when its agent is gone', {}, undefined, 86_400],
    ['for as long as its Idempotency-Key is remembered', { [annotations.keyed]: 'true' }, 60, IDEMPOTENCY_SECONDS],
    ['longer, where the agent says so', { [annotations.keyed]: 'true' }, 200_000, 200_000],
    ['not at all, when nobody will ask for it', { [annotations.discard]: 'true' }, 60, 0],
    ['nor for its key then', { [annotations.discard]: 'true', [annotations.keyed]: 'true' }, 60, 0],
  ])('%s', (_sentence, marks, ttlSeconds, seconds) => {
    const agent = ttlSeconds === undefined ? undefined : anAgent({ ttlSeconds });
    expect(keptMs(marked(marks), agent)).toBe(seconds * 1000);
  });
});
