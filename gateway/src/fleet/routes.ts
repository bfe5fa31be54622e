import type { rest, VoicePoolObject, VoiceSessionObject } from '@switchboard/api';
import type { Clock } from '@switchboard/service';
import { Router } from 'express';
import type { z } from 'zod';
import { demand } from '../auth/principal.ts';
import type { OpenStreams } from '../events/open-stream.ts';
import { notFound } from '../http/problem.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import type { Fleet } from './fleet.ts';
import type { Beat, Heartbeats } from './heartbeats.ts';
import { LiveFleet } from './live.ts';
import { modelsOf } from './models.ts';
import { isLive, isWaiting, statusOf } from './status.ts';
import { endsOf, nodesOf } from './sums.ts';
import { agentView, poolView } from './views.ts';
import { claimedPods, type PodOfTenant, workersOf } from './workers.ts';

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

const QUEUE_SHOWN = 500;

export interface FleetSources {
  readonly fleet: Fleet;
  readonly watch: SessionWatch;
  readonly heartbeats: Heartbeats;
  readonly clock: Clock;
  readonly open: OpenStreams;
  /** The load of the whole installation. */
  readonly load: () => z.infer<typeof rest.health>;
  /** All pods of a tenant, from the operator; undefined if it does not answer. */
  readonly pods: (tenant: string) => Promise<PodOfTenant[] | undefined>;
}

export function fleetRoutes({ fleet, watch, heartbeats, clock, open, load, pods: warmPods }: FleetSources): Router {
  const router = Router();
  const sessionsOf = (tenant: string): VoiceSessionObject[] => watch.store.byIndex('namespace', tenant);
  const poolsOf = (tenant: string): VoicePoolObject[] => fleet.pools.store.byIndex('namespace', tenant);
  // A pod belongs to the tenant whose VoiceSession names it, whatever its heartbeat says.
  const beatsOf = (tenant: string): Beat[] =>
    sessionsOf(tenant).flatMap(({ status }) => (status?.pod && heartbeats.of(status.pod.uid)) ?? []);

  router.get('/v1/agents', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    response.json({ agents: fleet.agents.store.byIndex('namespace', tenant).map(agentView).sort(byName) });
  });

  router.get('/v1/agents/:name', (request, response) => {
    const { tenant } = demand(response, 'agents:read');
    const agent = fleet.agents.store.get(`${tenant}/${request.params.name}`);
    if (!agent) throw notFound('agent of this name');
    response.json(agentView(agent));
  });

  router.get('/v1/pools', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    response.json({ pools: poolsOf(tenant).map(poolView).sort(byName) });
  });

  router.get('/v1/pools/:name', (request, response) => {
    const { tenant } = demand(response, 'agents:read');
    const pool = fleet.pools.store.get(`${tenant}/${request.params.name}`);
    if (!pool) throw notFound('pool of this name');
    response.json(poolView(pool));
  });

  router.get('/v1/queue', (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    const waiting = sessionsOf(tenant).filter(isWaiting);
    const place = ({ status }: VoiceSessionObject) => status?.queuePosition ?? Number.MAX_SAFE_INTEGER;
    waiting.sort((a, b) => place(a) - place(b));
    const sessions = waiting.slice(0, QUEUE_SHOWN).map(({ metadata, spec, status }) => ({
      id: metadata.name,
      agent: spec.agent,
      position: status?.queuePosition,
      reason: status?.reason,
      priority: spec.priority,
      createdAt: metadata.creationTimestamp,
    }));
    response.json({ length: waiting.length, sessions });
  });

  router.get('/v1/status', (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json(statusOf(sessionsOf(tenant), poolsOf(tenant), clock.now()));
  });

  router.get('/v1/status/models', (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json({ models: modelsOf(beatsOf(tenant)) });
  });

  const workers = async (tenant: string) =>
    workersOf((await warmPods(tenant)) ?? claimedPods(sessionsOf(tenant)), heartbeats, clock.now());

  router.get('/v1/status/workers', async (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json({ workers: await workers(tenant) });
  });

  const live = new LiveFleet({
    clock,
    watch,
    open,
    workers,
    look: (tenant, heard) => {
      const status = statusOf(sessionsOf(tenant), poolsOf(tenant), clock.now());
      return {
        health: load(),
        status,
        ends: endsOf(status.endReasons),
        capacity: capacityOf(tenant),
        models: modelsOf(beatsOf(tenant)),
        nodes: nodesOf(heard),
      };
    },
  });

  router.get('/v1/status/events', (_request, response) => {
    live.follow(demand(response, 'fleet:read'), response);
  });

  router.get('/v1/capacity', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    response.json(capacityOf(tenant));
  });

  router.get('/dashboard', async (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json({
      health: load(),
      status: statusOf(sessionsOf(tenant), poolsOf(tenant), clock.now()),
      capacity: capacityOf(tenant),
      models: modelsOf(beatsOf(tenant)),
      workers: await workers(tenant),
    });
  });

  function capacityOf(tenant: string) {
    const limits = fleet.limitsOf(tenant);
    const sessions = sessionsOf(tenant);
    const warm = (agent: string) =>
      poolsOf(tenant).reduce((sum, { spec, status }) => sum + (spec.agent === agent ? (status?.ready ?? 0) : 0), 0);
    const agents = fleet.agents.store.byIndex('namespace', tenant).map(({ metadata, spec }) => ({
      agent: metadata.name,
      active: sessions.filter((session) => isLive(session) && session.spec.agent === metadata.name).length,
      ...(spec.maxSessions !== undefined && { max: spec.maxSessions }),
      warm: warm(metadata.name),
    }));
    return {
      active: sessions.filter(isLive).length,
      max: limits.maxSessions,
      queued: sessions.filter(isWaiting).length,
      maxQueue: limits.maxQueue,
      warm: agents.reduce((sum, agent) => sum + agent.warm, 0),
      agents,
    };
  }

  return router;
}
