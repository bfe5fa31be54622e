import type { Condition, PoolStatus } from '@switchboard/api';

export interface PoolNews {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly note: string;
}

/** What of a change of a pool's status somebody would ask about: trouble that begins or changes, its end, and the limit. */
export function poolNews(before: PoolStatus | undefined, after: PoolStatus): PoolNews[] {
  const news: PoolNews[] = [];
  const [was, is] = [of(before, 'Degraded'), of(after, 'Degraded')];
  if (is?.status === 'True' && is.reason !== was?.reason)
    news.push({ type: 'Warning', reason: is.reason, note: is.message });
  if (is?.status === 'False' && was?.status === 'True')
    news.push({ type: 'Normal', reason: is.reason, note: is.message });
  const [wasFull, isFull] = [of(before, 'Saturated'), of(after, 'Saturated')];
  if (isFull?.status === 'True' && wasFull?.status !== 'True')
    news.push({ type: 'Normal', reason: isFull.reason, note: isFull.message });
  return news;
}

const of = (status: PoolStatus | undefined, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);
