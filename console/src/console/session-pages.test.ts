import type { Session, SessionList } from '@switchboard/client';
import { describe, expect, it } from 'vitest';
import { markOf, NOTHING, type Pages, TOP, withPage } from './session-pages.ts';

const session = (second: number, phase = 'Active') =>
  ({ id: `s-${second}`, createdAt: new Date(second * 1000).toISOString(), phase }) as Session;
const page = (seconds: readonly number[], next?: string): SessionList => ({
  sessions: seconds.map((second) => session(second)),
  ...(next && { next }),
});
const ids = ({ rows }: Pages) => rows.map(({ id }) => id);

const first = withPage(NOTHING, TOP, page([9, 8, 7], 'after-7'));
const second = first.next;
if (!second) throw new Error('there is no second page');
const both = withPage(first, second, page([6, 5]));

describe('pages of sessions', () => {
  it('follow each other until everything is read', () => {
    expect(ids(both)).toEqual(['s-9', 's-8', 's-7', 's-6', 's-5']);
    expect(both.next).toBeUndefined();
  });

  it('a new one comes on top, and what is gone from a page goes', () => {
    const fresh = withPage(both, TOP, page([10, 9, 7], 'after-7'));
    expect(ids(fresh)).toEqual(['s-10', 's-9', 's-7', 's-6', 's-5']);
    expect(fresh.next).toBeUndefined();
  });

  it('a page in the middle is read again by itself', () => {
    const mark = markOf(both, session(6));
    expect(mark).toEqual({ below: expect.stringContaining('s-7'), cursor: 'after-7' });
    const again = withPage(both, mark, { sessions: [session(6, 'Ended')] });
    expect(again.rows.map(({ id, phase }) => `${id} ${phase}`)).toEqual([
      's-9 Active',
      's-8 Active',
      's-7 Active',
      's-6 Ended',
    ]);
  });

  it('more new ones than a page holds: the list is begun anew', () => {
    const torn = withPage(both, TOP, page([20, 19, 18], 'after-18'));
    expect(ids(torn)).toEqual(['s-20', 's-19', 's-18']);
    expect(torn.next).toMatchObject({ cursor: 'after-18' });
  });

  it('nothing left is an empty list', () => {
    expect(ids(withPage(both, TOP, page([])))).toEqual([]);
  });
});
