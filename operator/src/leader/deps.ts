import { bus, labels } from '@switchboard/api';
import type { Controller, Pod, Recorder } from '@switchboard/kube';
import type { Clock, Logger, Tracer } from '@switchboard/service';
import { Budgets } from '../budgets/budget.ts';
import { Inbox } from '../bus/inbox.ts';
import type { PodLink } from '../bus/pod-link.ts';
import { Roster } from '../bus/roster.ts';
import { Weather } from '../bus/weather.ts';
import { nodeReady } from '../cluster/node-state.ts';
import type { World } from '../cluster/world.ts';
import type { Config } from '../config.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { AgentTokens } from '../livekit/tokens.ts';
import type { Metrics } from '../metrics.ts';
import { type Minter, PodMaker } from '../pod/maker.ts';
import { WarmPods } from '../pools/warm-pods.ts';
import { Admission } from '../queue/admission.ts';
import { ColdStarts } from '../queue/cold-starts.ts';
import { Assignments, type Settled } from '../sessions/assignments.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { Lanes } from '../sessions/lanes.ts';
import { Memories } from '../sessions/memory.ts';
import { priorities, priorityOf } from '../sessions/priority.ts';
import { StartTraces } from '../sessions/traces.ts';

/** What a process has, whether it leads or waits. */
export interface Process {
  readonly config: Config;
  readonly world: World;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Recorder;
  readonly metrics: Metrics;
  readonly link: PodLink;
  readonly rooms: Rooms;
  readonly tokens: AgentTokens;
  readonly minter: Minter;
  readonly tracer?: Tracer | undefined;
}

const TENANT_DEFAULTS = { sessions: 100, queue: 100 };

/** All that a leader remembers, new for each reign: nothing of an earlier one may be believed. */
export function leaderDeps(process: Process, sessions: Controller): SessionDeps {
  const { config, world, clock } = process;
  const wake = (key: string) => sessions.enqueue(key, { priority: priorityOfKey(world, key) });
  const admission = new Admission(
    {
      cluster: () => config.maxSessions,
      tenant: (namespace) => {
        const spec = world.tenants.get(`${namespace}/default`)?.spec;
        return spec ? { sessions: spec.maxSessions, queue: spec.maxQueue } : TENANT_DEFAULTS;
      },
      agent: (agent) => world.agents.get(agent)?.spec.maxSessions,
    },
    wake,
  );
  const roster = new Roster(clock);
  const memories = new Memories(clock);
  const silenceMs = bus.HEARTBEAT_LOST_SECONDS * 1000;
  const maker = new PodMaker({ world, minter: process.minter, defaults: podDefaults(config), clock });
  const warm = new WarmPods({
    world,
    roster,
    clock,
    hashOf: (key) => {
      const agent = world.agents.get(key);
      return agent && maker.hashOf(agent);
    },
    nodeReady: (node) => nodeReady(world, node),
    onReady: (agent) => wakeSeekers(admission, agent, wake),
  });
  return {
    ...process,
    settings: {
      podUrl: config.livekit.podUrl,
      silenceMs,
      heartbeatMs: bus.HEARTBEAT_SECONDS * 1000,
      // Read at each use: these may change while the operator runs.
      get agentJoinMs() {
        return config.timers.agentJoinSeconds * 1000;
      },
      get goodbyeMs() {
        return config.timers.goodbyeSeconds * 1000;
      },
      get coldStartsPerNode() {
        return config.pods.coldStartsPerNode;
      },
    },
    admission,
    warm,
    cold: new ColdStarts(wake),
    maker,
    budgets: new Budgets(world, clock),
    memories,
    lanes: new Lanes(config.workers.claims, wake),
    assignments: new Assignments({
      link: process.link,
      clock,
      deadlineMs: config.timers.ackMilliseconds,
      onSettled: (settled) => onSettled(settled, memories, sessions),
    }),
    roster,
    inbox: new Inbox(),
    weather: new Weather(clock, silenceMs),
    deleted: new Set(),
    traces: new StartTraces({ ...config.tracing, endpoint: config.tracing.endpoint, tracer: process.tracer, clock }),
  };
}

export function sessionKeyOf(pod: Pod): string | undefined {
  const name = pod.metadata.labels?.[labels.session];
  return name && `${pod.metadata.namespace}/${name}`;
}

function priorityOfKey(world: World, key: string): number {
  const session = world.sessions.get(key);
  return session ? priorityOf(session) : 0;
}

/** A pod that took its session reports the next moment: a pass before that would only stand in the report's way. */
const TAKEN_PAUSE_MS = 100;

function onSettled({ sessionKey, sessionUid, taken }: Settled, memories: Memories, sessions: Controller): void {
  const memory = memories.of(sessionUid);
  if (taken && memory && memory.moments.taken === undefined) memories.mark(memory, 'taken');
  sessions.enqueue(sessionKey, { priority: priorities.finishing, afterMs: taken ? TAKEN_PAUSE_MS : 0 });
}

/** The best ranked one may have it; it may find that it needs none any more, so the next few look too. */
function wakeSeekers(admission: Admission, agent: string, wake: (key: string) => void): void {
  let woken = 0;
  for (const key of admission.seekers(agent)) {
    wake(key);
    if (++woken === 3) return;
  }
}

function podDefaults({ pods, nats }: Config) {
  return {
    image: pods.image,
    imagePullSecrets: pods.imagePullSecrets,
    priorityClassName: pods.priorityClassName,
    runAsUser: pods.runAsUser,
    natsUrl: (nats.podServers ?? nats.servers).join(','),
    logLevel: pods.logLevel,
  };
}
