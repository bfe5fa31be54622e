import { tenantSpec, type VoicePoolObject, type VoiceSessionObject } from '@switchboard/api';
import type { Clock } from '@switchboard/service';
import { Router } from 'express';
import { demand } from '../auth/principal.ts';
import { notFound } from '../http/problem.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import type { Fleet } from './fleet.ts';
import type { Beat, Heartbeats } from './heartbeats.ts';
import { modelsOf } from './models.ts';
import { isLive, isWaiting, statusOf } from './status.ts';
import { agentView, poolView } from './views.ts';

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

const QUEUE_SHOWN = 500;

export interface FleetSources {
  readonly fleet: Fleet;
  readonly watch: SessionWatch;
  readonly heartbeats: Heartbeats;
  readonly clock: Clock;
}

export function fleetRoutes({ fleet, watch, heartbeats, clock }: FleetSources): Router {
  const router = Router();
  const sessionsOf = (tenant: string): VoiceSessionObject[] => watch.store.byIndex('namespace', tenant);
  const poolsOf = (tenant: string): VoicePoolObject[] => fleet.pools.store.byIndex('namespace', tenant);
  // A pod belongs to the tenant whose VoiceSession names it, whatever its heartbeat says.
  const beatsOf = (tenant: string): Beat[] =>
    sessionsOf(tenant).flatMap(({ status }) => (status?.pod && heartbeats.of(status.pod.uid)) ?? []);

  router.get('/agents', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    response.json({ agents: fleet.agents.store.byIndex('namespace', tenant).map(agentView).sort(byName) });
  });

  router.get('/agents/:name', (request, response) => {
    const { tenant } = demand(response, 'agents:read');
    const agent = fleet.agents.store.get(`${tenant}/${request.params.name}`);
    if (!agent) throw notFound('agent of this name');
    response.json(agentView(agent));
  });

  router.get('/pools', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    response.json({ pools: poolsOf(tenant).map(poolView).sort(byName) });
  });

  router.get('/pools/:name', (request, response) => {
    const { tenant } = demand(response, 'agents:read');
    const pool = fleet.pools.store.get(`${tenant}/${request.params.name}`);
    if (!pool) throw notFound('pool of this name');
    response.json(poolView(pool));
  });

  router.get('/queue', (_request, response) => {
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

  router.get('/status', (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json(statusOf(sessionsOf(tenant), poolsOf(tenant), clock.now()));
  });

  router.get('/status/models', (_request, response) => {
    const { tenant } = demand(response, 'fleet:read');
    response.json({ models: modelsOf(beatsOf(tenant)) });
  });

  router.get('/capacity', (_request, response) => {
    const { tenant } = demand(response, 'agents:read');
    const limits = fleet.tenants.store.get(`${tenant}/default`)?.spec ?? tenantSpec.parse({});
    const sessions = sessionsOf(tenant);
    const warm = (agent: string) =>
      poolsOf(tenant).reduce((sum, { spec, status }) => sum + (spec.agent === agent ? (status?.ready ?? 0) : 0), 0);
    const agents = fleet.agents.store.byIndex('namespace', tenant).map(({ metadata, spec }) => ({
      agent: metadata.name,
      active: sessions.filter((session) => isLive(session) && session.spec.agent === metadata.name).length,
      ...(spec.maxSessions !== undefined && { max: spec.maxSessions }),
      warm: warm(metadata.name),
    }));
    response.json({
      active: sessions.filter(isLive).length,
      max: limits.maxSessions,
      queued: sessions.filter(isWaiting).length,
      maxQueue: limits.maxQueue,
      warm: agents.reduce((sum, agent) => sum + agent.warm, 0),
      agents,
    });
  });

  return router;
}
