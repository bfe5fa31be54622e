import type { PoolStatus } from '@switchboard/api';
import { expect, test } from 'vitest';
import { poolNews } from './news.ts';

type Said = Record<string, [status: 'True' | 'False', reason: string]>;
const status = (said: Said): PoolStatus => ({
  conditions: Object.entries(said).map(([type, [is, reason]]) => ({
    type,
    status: is,
    reason,
    message: `${reason}.`,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  })),
});
const well: Said = { Degraded: ['False', 'Healthy'], Saturated: ['False', 'BelowMaximum'] };
const unplaced: Said = { ...well, Degraded: ['True', 'Unschedulable'] };

test.each<[string, Said | undefined, Said, string[]]>([
  ['a new pool that is well', undefined, well, []],
  ['trouble begins', well, unplaced, ['Warning Unschedulable']],
  ['trouble at once', undefined, unplaced, ['Warning Unschedulable']],
  ['the same trouble goes on', unplaced, unplaced, []],
  ['other trouble', unplaced, { ...well, Degraded: ['True', 'QuotaRefused'] }, ['Warning QuotaRefused']],
  ['trouble ends', unplaced, well, ['Normal Healthy']],
  ['the maximum is reached', well, { ...well, Saturated: ['True', 'AtMaximum'] }, ['Normal AtMaximum']],
  [
    'still at the maximum',
    { ...well, Saturated: ['True', 'AtMaximum'] },
    { ...well, Saturated: ['True', 'AtMaximum'] },
    [],
  ],
])('%s', (_what, before, after, told) => {
  const news = poolNews(before && status(before), status(after));
  expect(news.map(({ type, reason }) => `${type} ${reason}`)).toEqual(told);
});
