import type { bus } from '@switchboard/api';
import { FakeClock } from '@switchboard/service';
import { beforeEach, describe, expect, it } from 'vitest';
import { UID } from '../testing/objects.ts';
import { Inbox } from './inbox.ts';
import { Roster } from './roster.ts';
import { Weather } from './weather.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('weather', () => {
  const WINDOW = 15_000;
  const fair = async () => {
    const weather = new Weather(clock, WINDOW);
    weather.became(true);
    await clock.advance(WINDOW);
    return weather;
  };

  it('silence proves nothing while our own connection is down, nor for one window after', async () => {
    const weather = await fair();
    expect(weather.frozen).toBe(false);
    weather.became(false);
    expect(weather.frozen).toBe(true);
    weather.became(true);
    await clock.advance(WINDOW - 1);
    expect(weather.frozen).toBe(true);
    await clock.advance(1);
    expect(weather.frozen).toBe(false);
  });

  it('nor when a third of the pods fell silent at once', async () => {
    const weather = await fair();
    weather.survey([0, 0, 0, 0, 9000, 9000], 7500);
    expect(weather.frozen).toBe(true);
  });

  it('one silent pod among many is no weather, nor one of a few', async () => {
    const weather = await fair();
    weather.survey([0, 0, 0, 0, 0, 9000], 7500);
    weather.survey([9000, 0], 7500);
    expect(weather.frozen).toBe(false);
  });

  it('does not look at the wall clock', async () => {
    const weather = await fair();
    clock.skew(300_000);
    expect(weather.frozen).toBe(false);
  });
});

describe('roster', () => {
  it('begins a pod’s silence when it is first expected, and pardons all when the bus is back', async () => {
    const roster = new Roster(clock);
    roster.expect('a');
    await clock.advance(9000);
    expect(roster.silentMs('a')).toBe(9000);
    roster.pardon();
    expect(roster.silentMs('a')).toBe(0);
  });

  it('keeps the last heartbeat of each pod, whatever becomes of the buffer that it came in', () => {
    const roster = new Roster(clock);
    const came = Buffer.alloc(100, ' ');
    for (const cpuMillicores of [7, 7000000, 70]) {
      came.write(JSON.stringify({ cpuMillicores }));
      roster.beat('a', came.subarray(0, came.indexOf('}') + 1));
      came.fill(' ');
      expect(roster.glance('a')).toEqual({ cpuMillicores });
    }
    roster.beat('b', Buffer.from(JSON.stringify({ cpuMillicores: 1 })));
    expect(roster.glance('a')).toEqual({ cpuMillicores: 70 });
  });

  it('knows whether another pod was heard lately', async () => {
    const roster = new Roster(clock);
    roster.heard('a');
    expect(roster.anotherHeard('a', 5000)).toBe(false);
    roster.heard('b');
    expect(roster.anotherHeard('a', 5000)).toBe(true);
    expect(roster.anotherHeard('b', 5000)).toBe(true);
    await clock.advance(5001);
    expect(roster.anotherHeard('a', 5000)).toBe(false);
  });
});

describe('inbox', () => {
  const report = (sequence: number): bus.StatusReport => ({
    sequence,
    at: '2026-01-01T00:00:00Z',
    session: { uid: UID, name: 'call', namespace: 'tenant' },
    event: 'AgentJoined',
  });

  it('takes each report once, and gives them in order', () => {
    const inbox = new Inbox();
    expect([2, 1, 2].map((sequence) => inbox.put('pod', report(sequence)))).toEqual([true, true, false]);
    expect(inbox.unfolded('pod', 0).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(inbox.unfolded('pod', 1).map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('forgets what stands in the session, and hears nothing of a pod whose session ended', () => {
    const inbox = new Inbox();
    inbox.put('pod', report(1));
    expect(inbox.isFolded('pod', 1)).toBe(false);
    inbox.folded('pod', 1);
    expect(inbox.isFolded('pod', 1)).toBe(true);
    inbox.close('pod');
    expect(inbox.put('pod', report(2))).toBe(false);
  });
});
