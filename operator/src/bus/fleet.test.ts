import { FakeClock } from '@switchboard/service';
import { expect, it } from 'vitest';
import { fleetFigures } from './fleet.ts';
import { Roster } from './roster.ts';

const beat = (nowBytes: number, state = 'Closed') =>
  new TextEncoder().encode(
    JSON.stringify({
      memory: { nowBytes, peakBytes: nowBytes, limitBytes: 100 },
      endpoints: [{ stage: 'think', url: 'http://model/v1', state, inFlight: 0, failures: 0 }],
    }),
  );

it('sums what the pods say, and counts an endpoint that two of them gave up once', async () => {
  const clock = new FakeClock();
  const roster = new Roster(clock);
  roster.beat('late', beat(50));
  await clock.advance(11_000);
  roster.beat('full', beat(90, 'Open'));
  roster.beat('well', beat(60, 'Open'));
  roster.beat('liar', new TextEncoder().encode('no JSON'));
  expect(
    fleetFigures(roster, ['late', 'full', 'well', 'liar', 'nobody'], { lateMs: 10_000, memoryShare: 0.85 }),
  ).toEqual({
    late: 1,
    memoryHigh: 1,
    openEndpoints: 1,
    memoryBytes: 200,
  });
});
