import type { AgentStatus, bus } from '@switchboard/api';
import { poolReasons, type TenantStatus } from '@switchboard/api';
import type { VoiceAgent, VoiceTenant } from '../cluster/resources.ts';
import { withCondition } from '../sessions/conditions.ts';

export interface AgentFacts {
  readonly runtimeHash: string;
  readonly sessions: number;
  readonly queued: number;
  /** Heartbeats of some of its pods. */
  readonly heartbeats: readonly bus.Heartbeat[];
  /** The CPU limit that somebody gave to its pods. */
  readonly cpuLimit: string | undefined;
}

export function agentStatus(agent: VoiceAgent, facts: AgentFacts, now: string): AgentStatus {
  const { generation } = agent.metadata;
  const at = { now, generation };
  const limited = facts.cpuLimit !== undefined;
  const valid = { reason: 'Valid', message: poolReasons.Valid };
  let conditions = withCondition(agent.status?.conditions, { type: 'Ready', status: 'True', ...valid }, at);
  conditions = withCondition(
    conditions,
    limited
      ? {
          type: 'CpuLimitInjected',
          status: 'True',
          reason: 'CpuLimitInjected',
          message: `Pods got a CPU limit of ${facts.cpuLimit}. ${poolReasons.CpuLimitInjected}`,
        }
      : { type: 'CpuLimitInjected', status: 'False', ...valid },
    at,
  );
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    runtimeHash: facts.runtimeHash,
    sessions: facts.sessions,
    queued: facts.queued,
    models: models(facts.heartbeats),
    conditions,
  };
}

type Model = NonNullable<AgentStatus['models']>[number];

/** Each endpoint as most pods see it. */
function models(heartbeats: readonly bus.Heartbeat[]): Model[] {
  const seen = new Map<string, bus.EndpointHealth[]>();
  for (const { endpoints } of heartbeats) {
    for (const endpoint of endpoints) {
      const key = `${endpoint.stage} ${endpoint.url}`;
      seen.set(key, [...(seen.get(key) ?? []), endpoint]);
    }
  }
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, views]) => model(views));
}

function model(views: readonly bus.EndpointHealth[]): Model {
  const [first] = views as [bus.EndpointHealth];
  const most = (['Open', 'HalfOpen'] as const).find(
    (state) => views.filter((view) => view.state === state).length * 2 > views.length,
  );
  const times = views.map(({ p50Milliseconds }) => p50Milliseconds ?? Number.NaN).filter(Number.isFinite);
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const p50 = median === undefined ? {} : { p50Milliseconds: Math.round(median) };
  return { stage: first.stage, url: first.url, state: most ?? 'Closed', ...p50 };
}

export function tenantStatus(tenant: VoiceTenant, sessions: number, queued: number, now: string): TenantStatus {
  const { generation } = tenant.metadata;
  const saturated = sessions >= tenant.spec.maxSessions;
  const reason = saturated ? 'AtMaximum' : 'BelowMaximum';
  const message = saturated
    ? 'The namespace has as many conversations as maxSessions allows.'
    : 'The namespace may have more conversations.';
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    sessions,
    queued,
    conditions: withCondition(
      tenant.status?.conditions,
      { type: 'Saturated', status: saturated ? 'True' : 'False', reason, message },
      { now, generation },
    ),
  };
}
