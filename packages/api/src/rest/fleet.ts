import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';
import { blames, endReasonNames } from '../reasons.ts';
import { agentSpec, agentStatus } from '../resources/agent.ts';
import { poolSpec, poolStatus } from '../resources/pool.ts';
import { phases } from '../resources/session.ts';
import { health } from './live.ts';

const whole = z.int().min(0);

export const agentView = z
  .object({
    name: agentName.describe('Name.'),
    generation: whole.describe('Generation of its specification; send it back as If-Match when you edit.'),
    spec: agentSpec.describe('As in the VoiceAgent.'),
    status: agentStatus.optional().describe('As in the VoiceAgent.'),
  })
  .meta({ id: 'Agent' });
export const agentList = z
  .object({ agents: z.array(agentView).describe('Agents of the tenant.') })
  .meta({ id: 'AgentList' });
export const agentChange = z
  .record(z.string(), z.unknown())
  .describe('JSON merge patch of the specification.')
  .meta({ id: 'AgentChange' });

export const poolView = z
  .object({
    name: dnsLabel.describe('Name.'),
    generation: whole.describe('Generation of its specification; send it back as If-Match when you edit.'),
    spec: poolSpec.describe('As in the VoicePool.'),
    status: poolStatus.optional().describe('As in the VoicePool.'),
  })
  .meta({ id: 'Pool' });
export const poolList = z
  .object({ pools: z.array(poolView).describe('Pools of the tenant.') })
  .meta({ id: 'PoolList' });
export const poolScale = z
  .strictObject({
    min: whole.max(10_000).optional().describe('Warm and claimed pods together are never fewer.'),
    max: whole.max(10_000).optional().describe('Nor more.'),
    buffer: whole.max(10_000).optional().describe('Warm pods beyond those that are claimed.'),
    schedule: poolSpec.shape.schedule.describe('All windows with other numbers: those left out are gone.'),
  })
  .refine((scale) => Object.keys(scale).length > 0, 'give min, max, buffer or schedule')
  .meta({ id: 'PoolScale' });

export const queueView = z
  .object({
    length: whole.describe('Sessions that wait.'),
    sessions: z
      .array(
        z.object({
          id: dnsLabel.describe('Session.'),
          agent: agentName.describe('Agent.'),
          position: whole.optional().describe('1 is next.'),
          reason: z.string().optional().describe('What it waits for.'),
          priority: z.int().describe('Priority.'),
          createdAt: z.string().describe('Since when.'),
        }),
      )
      .describe('At most 500, in order.'),
  })
  .meta({ id: 'Queue' });
export const queueCleared = z
  .object({ cleared: whole.describe('Sessions that were ended.') })
  .meta({ id: 'QueueCleared' });

const percentiles = z.object({
  count: whole.describe('Samples.'),
  p50Milliseconds: z.number().optional().describe('Median.'),
  p90Milliseconds: z.number().optional().describe('90th percentile.'),
  p99Milliseconds: z.number().optional().describe('99th percentile.'),
});

export const statusView = z
  .object({
    sessions: z.record(z.enum(phases), whole).describe('Sessions by phase.'),
    queue: whole.describe('Sessions that wait.'),
    startLatency: percentiles.describe('Create to ready, of sessions created in the last hour.'),
    endReasons: z.record(z.string(), whole).describe('Ends of the last hour by reason.'),
    pools: z
      .array(
        z.object({
          name: dnsLabel.describe('Name.'),
          agent: agentName.describe('Agent whose pods it keeps warm.'),
          desired: whole.describe('Pods that it wants, warm and claimed together.'),
          ready: whole.describe('Warm pods that can be claimed now.'),
          claimed: whole.describe('Pods in conversations.'),
          queued: whole.describe('Sessions that wait for its agent.'),
        }),
      )
      .describe('Pools.'),
  })
  .meta({ id: 'Status' });

export const workersView = z
  .object({
    workers: z
      .array(
        z.object({
          pod: z.string().describe('Pod.'),
          uid: z.string().describe('Its uid.'),
          agent: z.string().describe('Agent.'),
          state: z.string().describe('Idle, Prepared, Assigned, Talking, Ending or Ended.'),
          session: z.string().optional().describe('Session, if it has one.'),
          node: z.string().optional().describe('Node.'),
          ageSeconds: z.number().optional().describe('Age.'),
          memoryNowBytes: whole.optional().describe('Memory now.'),
          memoryPeakBytes: whole.optional().describe('Its peak.'),
          memoryLimitBytes: whole.optional().describe('Its limit.'),
          lastHeartbeatSeconds: z.number().describe('Since its last heartbeat.'),
        }),
      )
      .describe('Session pods that are heard of on the bus.'),
  })
  .meta({ id: 'Workers' });

export const modelsView = z
  .object({
    models: z
      .array(
        z.object({
          stage: z.enum(['transcribe', 'think', 'speak']).describe('Stage.'),
          url: z.string().describe('Endpoint.'),
          state: z.enum(['Closed', 'HalfOpen', 'Open']).describe('Circuit breaker, as most pods see it.'),
          pods: whole.describe('Pods that use it.'),
          open: whole.describe('Of them, those whose breaker is open.'),
          inFlight: whole.describe('Calls under way.'),
          p50Milliseconds: z.number().optional().describe('Median time to the first byte.'),
          failures: whole.describe('Failures that these pods saw.'),
        }),
      )
      .describe('Speech endpoints, summed over the pods that use them.'),
  })
  .meta({ id: 'Models' });

export const capacityView = z
  .object({
    active: whole.describe('Conversations now.'),
    max: whole.describe('Conversations that the tenant may have.'),
    queued: whole.describe('Sessions that wait.'),
    maxQueue: whole.describe('Sessions that may wait.'),
    warm: whole.describe('Warm pods that can be claimed now.'),
    agents: z
      .array(
        z.object({
          agent: agentName.describe('Agent.'),
          active: whole.describe('Its conversations now.'),
          max: whole.optional().describe('Conversations that it may have; absent: as many as the tenant.'),
          warm: whole.describe('Warm pods that can be claimed now.'),
        }),
      )
      .describe('By agent.'),
  })
  .meta({ id: 'Capacity' });

export const dashboardView = z
  .object({
    health,
    status: statusView,
    capacity: capacityView,
    models: modelsView.shape.models,
    workers: workersView.shape.workers,
  })
  .meta({ id: 'Dashboard' });

export const fleetView = z
  .object({
    health,
    status: statusView,
    ends: z
      .array(
        z.object({
          reason: z.enum(endReasonNames).describe('End reason.'),
          count: whole.describe('Ends of the last hour.'),
          blame: z.enum(blames).describe('Whose doing it was; platform and system are failures.'),
          meaning: z.string().describe('What it means.'),
          next: z.string().describe('What to do.'),
        }),
      )
      .describe('Ends of the last hour, the most frequent first.'),
    capacity: capacityView,
    models: modelsView.shape.models,
    nodes: z
      .array(
        z.object({
          node: z.string().optional().describe('Node; absent: pods that have none yet.'),
          pods: whole.describe('Session pods that are heard of.'),
          sessions: whole.describe('Of them, those in a conversation.'),
          memoryNowBytes: whole.describe('Their memory now, together.'),
          memoryPeakBytes: whole.describe('Largest memory of one of them so far.'),
          memoryLimitBytes: whole.describe('Their limits, together.'),
        }),
      )
      .describe('Nodes with session pods.'),
  })
  .meta({ id: 'Fleet' });
