import type { AgentStatus, bus } from '@switchboard/api';
import { describe, expect, it } from 'vitest';
import { anAgent } from '../testing/objects.ts';
import { type AgentFacts, agentStatus } from './status.ts';

const NOW = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T01:00:00Z';

const facts = (more: Partial<AgentFacts> = {}): AgentFacts => ({
  runtimeHash: 'abc',
  sessions: 0,
  queued: 0,
  heartbeats: [],
  cpuLimit: undefined,
  ...more,
});

const condition = (status: AgentStatus, type: string) => status.conditions?.find((one) => one.type === type);

function beat(...endpoints: Partial<bus.EndpointHealth>[]): bus.Heartbeat {
  const whole = endpoints.map((endpoint) => ({
    stage: 'think' as const,
    url: 'http://models/v1',
    state: 'Closed' as const,
    inFlight: 0,
    failures: 0,
    ...endpoint,
  }));
  return { at: NOW, state: 'Talking', endpoints: whole } as unknown as bus.Heartbeat;
}

describe('an agent says', () => {
  it('that its pods are given a CPU limit, since when, and what to do', () => {
    const agent = anAgent();
    const limited = agentStatus(agent, facts({ cpuLimit: '500m' }), NOW);
    expect(condition(limited, 'CpuLimitInjected')).toMatchObject({
      status: 'True',
      lastTransitionTime: NOW,
      message: expect.stringMatching(/500m.*LimitRange.*Remove it/),
    });
    const still = agentStatus({ ...agent, status: limited }, facts({ cpuLimit: '500m' }), LATER);
    expect(condition(still, 'CpuLimitInjected')?.lastTransitionTime).toBe(NOW);
    const free = agentStatus({ ...agent, status: still }, facts(), LATER);
    expect(condition(free, 'CpuLimitInjected')).toMatchObject({ status: 'False', lastTransitionTime: LATER });
  });

  it.each<[string, bus.Heartbeat[], object]>([
    [
      'an endpoint is well when most pods find it so',
      [beat({ state: 'Open' }), beat({}), beat({})],
      { state: 'Closed' },
    ],
    [
      'and given up when most pods gave it up',
      [beat({ state: 'Open' }), beat({ state: 'Open' }), beat({})],
      { state: 'Open' },
    ],
    [
      'with the median of what they measured',
      [10.4, 90, 30].map((p50Milliseconds) => beat({ p50Milliseconds })),
      { p50Milliseconds: 30 },
    ],
  ])('%s', (_sentence, heartbeats, expected) => {
    const { models } = agentStatus(anAgent(), facts({ heartbeats }), NOW);
    expect(models).toHaveLength(1);
    expect(models?.[0]).toMatchObject(expected);
  });

  it('each endpoint of each stage once', () => {
    const heartbeats = [
      beat({ stage: 'speak' }, { stage: 'think' }),
      beat({ stage: 'think' }, { url: 'http://spare/v1' }),
    ];
    const { models } = agentStatus(anAgent(), facts({ heartbeats }), NOW);
    expect(models?.map(({ stage, url }) => `${stage} ${url}`)).toEqual([
      'speak http://models/v1',
      'think http://models/v1',
      'think http://spare/v1',
    ]);
  });
});
