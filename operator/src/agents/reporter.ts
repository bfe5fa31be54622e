import type { bus } from '@switchboard/api';
import { isConflict, isNotFound, refOf } from '@switchboard/kube';
import type { Clock, Logger } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import type { VoiceAgent } from '../cluster/resources.ts';
import { agentKey, type World } from '../cluster/world.ts';
import { cpuLimitOf } from '../pod/container.ts';
import type { PodMaker } from '../pod/maker.ts';
import { uidOf } from '../pod/marks.ts';
import type { Admission } from '../queue/admission.ts';
import { difference } from '../sessions/conditions.ts';
import { agentStatus, tenantStatus } from './status.ts';

export interface ReporterDeps {
  readonly world: World;
  readonly admission: Admission;
  readonly roster: Roster;
  readonly maker: PodMaker;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts change with every session; a write for each would cost more than the session. */
const EVERY_MS = 5000;
/** Pods asked for the health of the endpoints: more of them tell the same. */
const SAMPLE = 32;

/** Writes the counts and the health of agents and tenants at intervals. */
export async function runReporter(deps: ReporterDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deps.clock.sleep(EVERY_MS, signal);
    if (signal.aborted) return;
    try {
      for (const agent of [...deps.world.agents.list()]) await reportAgent(agent, deps);
      await reportTenants(deps);
    } catch (error) {
      deps.log.warn({ error }, 'the status of agents and tenants could not be written; it is tried again');
    }
  }
}

async function reportAgent(agent: VoiceAgent, deps: ReporterDeps): Promise<void> {
  const { world, admission, maker, clock } = deps;
  const key = agentKey(agent.metadata.namespace, agent.metadata.name);
  const pods = world.pods.byIndex('agent', key).slice(0, SAMPLE);
  const status = agentStatus(
    agent,
    {
      runtimeHash: maker.hashOf(agent),
      sessions: admission.admittedOf(key),
      queued: admission.waitingFor(key),
      heartbeats: pods.map((pod) => deps.roster.vitals(uidOf(pod))).filter((beat): beat is bus.Heartbeat => !!beat),
      cpuLimit: pods.map(cpuLimitOf).find((limit) => limit !== undefined),
    },
    new Date(clock.now()).toISOString(),
  );
  const patch = difference(agent.status, status);
  if (!patch) return;
  const { uid } = agent.metadata;
  await world.agents.api.patchStatus(refOf(agent), patch, { uid }).then((written) => world.agents.offer(written), gone);
}

async function reportTenants({ world, admission, clock }: ReporterDeps): Promise<void> {
  for (const tenant of [...world.tenants.list()]) {
    const { namespace, uid } = tenant.metadata;
    const now = new Date(clock.now()).toISOString();
    const status = tenantStatus(tenant, admission.admittedOf(namespace), admission.waitingOf(namespace), now);
    const patch = difference(tenant.status, status);
    if (!patch) continue;
    await world.tenants.api
      .patchStatus(refOf(tenant), patch, { uid })
      .then((written) => world.tenants.offer(written), gone);
  }
}

/** Deleted or made anew in the meantime: the next round sees it. */
function gone(error: unknown): undefined {
  if (isNotFound(error) || isConflict(error)) return undefined;
  throw error;
}
