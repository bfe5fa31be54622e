import { expect, test } from 'vitest';
import type { Beat } from './heartbeats.ts';
import { modelsOf } from './models.ts';

const beat = (...endpoints: object[]): Pick<Beat, 'heartbeat'> => ({
  heartbeat: { endpoints } as unknown as Beat['heartbeat'],
});
const health = (state: string, p50Milliseconds: number, url = 'http://a') => ({
  stage: 'think',
  url,
  state,
  inFlight: 1,
  failures: 2,
  p50Milliseconds,
});

test.each([
  [['Closed', 'Closed', 'Closed'], 'Closed'],
  [['Closed', 'Open', 'Closed'], 'HalfOpen'],
  [['Open', 'Open', 'Closed'], 'Open'],
  [['HalfOpen'], 'HalfOpen'],
])('breakers %j together are %s', (states, state) => {
  expect(modelsOf(states.map((each) => beat(health(each, 1))))[0]?.state).toBe(state);
});

test('counts are summed by stage and address, and the latency is the median', () => {
  const models = modelsOf([
    beat(health('Closed', 10)),
    beat(health('Closed', 30), health('Closed', 5, 'http://b')),
    beat(health('Closed', 20)),
  ]);
  expect(models).toMatchObject([
    { url: 'http://a', pods: 3, inFlight: 3, failures: 6, p50Milliseconds: 20 },
    { url: 'http://b', pods: 1, p50Milliseconds: 5 },
  ]);
});
