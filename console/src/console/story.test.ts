import type { ConversationEvent, Session, Timeline } from '@switchboard/client';
import { describe, expect, it } from 'vitest';
import { longer, type Past } from './live-fleet.ts';
import { type Happened, type Said, told } from './story.ts';
import { entriesOf } from './timeline.tsx';

const nothing = { session: undefined, said: [], turns: [], happened: [] };
const at = (second: number) => new Date(second * 1000).toISOString();
const said = (type: 'interim' | 'transcript', text: string) =>
  ({ type, segment: 'one', speaker: 'caller', text, at: at(1) }) as ConversationEvent;

describe('what is said', () => {
  it('grows until it is final, and not after', () => {
    const events = [said('interim', 'my'), said('transcript', 'my number'), said('interim', 'my numb')];
    const { said: lines } = events.reduce(told, nothing);
    expect(lines.map((line: Said) => line.text)).toEqual(['my number']);
  });
});

describe('what happened', () => {
  const session = { createdAt: at(0), readyAt: at(2), readyIn: '72ms', phase: 'Active' } as Session;
  const joined = { type: 'status', event: 'CallerJoined', at: at(3) } as Happened;
  const entry = (what: string, second: number, more: object = {}) => ({
    at: at(second),
    source: 'Event',
    what,
    message: '',
    warning: false,
    times: 1,
    ...more,
  });

  it('comes from the session, its pod, its conditions and the cluster’s Events, in order', () => {
    const kept = {
      eventsKnown: true,
      entries: [
        entry('Bound', 1, { source: 'Condition', holds: 'True', why: 'Claimed', message: 'A warm pod.' }),
        entry('Ended', 0, { source: 'Condition', holds: 'False' }),
        entry('BusUnavailable', 4, { warning: true, times: 3 }),
      ],
    } as Timeline;
    expect(entriesOf(session, [joined], kept).map(({ what, from }) => `${from}: ${what}`)).toEqual([
      'session: Created',
      'condition: Not Ended',
      'condition: Bound',
      'session: Ready',
      'pod: Caller joined',
      'event: Bus unavailable (3 times)',
    ]);
  });

  it('is told without the timeline too', () => {
    expect(entriesOf(session, [], undefined)).toHaveLength(2);
  });
});

it('the past of the fleet has an end', () => {
  const capacity = { active: 3, queued: 1 } as Parameters<typeof longer>[1]['capacity'];
  let past: Past = { at: [], live: [], waiting: [] };
  for (let second = 0; second < 2000; second++) past = longer(past, { capacity }, second * 1000);
  expect(past.at).toHaveLength(900);
  expect([past.at.at(-1), past.live.at(-1), past.waiting.at(-1)]).toEqual([1999, 3, 1]);
});
