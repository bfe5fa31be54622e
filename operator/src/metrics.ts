import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';
import { type EndReason, endReasonNames, endReasons } from '@switchboard/api';
import type { FleetFigures } from './bus/fleet.ts';
import type { VoiceSession } from './cluster/resources.ts';
import type { Memory } from './sessions/memory.ts';

const startBuckets = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 30, 60];
const conversationBuckets = [5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
const failures = endReasonNames.filter((reason) => ['system', 'platform'].includes(endReasons[reason].blame));

export interface Gauges {
  readonly live: () => number;
  readonly waiting: () => number;
  readonly coldStarts: () => number;
  readonly busUp: () => boolean;
  readonly warm: () => number;
  readonly limit: () => number;
  readonly poolsEmpty: () => number;
  readonly fleet: () => FleetFigures;
}

/** What the operator counts. No session, no pod and nobody's name is a label. */
export class Metrics {
  readonly #starts: Histogram<'stage' | 'start'>;
  readonly #ends: Counter<'reason' | 'namespace'>;
  readonly #lengths: Histogram<string>;
  readonly #replaced: Counter<string>;
  readonly #pods: Counter<'outcome'>;
  readonly #registry: Registry;
  readonly #namespaces = new Set<string>();

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#starts = new Histogram({
      name: 'switchboard_session_start_seconds',
      help: 'From a session seen to its agent in the room, whole (total) and by stage',
      labelNames: ['stage', 'start'],
      buckets: startBuckets,
      registers,
    });
    this.#ends = new Counter({
      name: 'switchboard_sessions_ended_total',
      help: 'Sessions that ended, by reason',
      labelNames: ['reason', 'namespace'],
      registers,
    });
    this.#lengths = new Histogram({
      name: 'switchboard_conversation_seconds',
      help: 'Length of conversations that were ready',
      buckets: conversationBuckets,
      registers,
    });
    this.#replaced = new Counter({
      name: 'switchboard_pods_replaced_total',
      help: 'Pods that were lost or deaf before they took their session',
      registers,
    });
    this.#pods = new Counter({
      name: 'switchboard_pool_pods_total',
      help: 'Warm pods, by what became of them',
      labelNames: ['outcome'],
      registers,
    });
  }

  watch(gauges: Gauges): void {
    const add = (name: string, help: string, value: () => number) => {
      const gauge: Gauge<string> = new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect: () => gauge.set(value()),
      });
    };
    add('switchboard_sessions_live', 'Sessions that were admitted and have not ended', gauges.live);
    add('switchboard_sessions_queued', 'Sessions that wait for their turn', gauges.waiting);
    add('switchboard_cold_starts', 'Cold starts under way', gauges.coldStarts);
    add('switchboard_bus_up', '1 while the bus is connected', () => Number(gauges.busUp()));
    add('switchboard_warm_pods_ready', 'Warm pods that can be claimed now', gauges.warm);
    add('switchboard_sessions_limit', 'Sessions that the installation admits at once', gauges.limit);
    add('switchboard_pools_empty', 'Pools that want warm pods and have none ready', gauges.poolsEmpty);
    add('switchboard_pods_heartbeat_late', 'Session pods silent for over two intervals', () => gauges.fleet().late);
    add('switchboard_pods_memory_high', 'Session pods over 85 % of their limit', () => gauges.fleet().memoryHigh);
    add('switchboard_pods_memory_bytes', 'Memory of all session pods', () => gauges.fleet().memoryBytes);
    add(
      'switchboard_model_endpoints_open',
      'Model endpoints that some pod has given up for now',
      () => gauges.fleet().openEndpoints,
    );
  }

  started({ status, metadata }: VoiceSession, moments: Memory['moments']): void {
    this.#expect(metadata.namespace ?? '');
    const start = status?.pod?.warm ? 'warm' : 'cold';
    const observe = (stage: string, from: number | undefined, to: number | undefined) => {
      if (from !== undefined && to !== undefined) this.#starts.observe({ stage, start }, Math.max(0, to - from) / 1000);
    };
    observe('total', moments.seen, moments.ready);
    observe('queue', moments.seen, moments.claiming);
    observe('bind', moments.claiming, moments.bound);
    observe('ack', moments.asked, moments.taken);
    observe('join', moments.taken, moments.ready);
  }

  /** A rate sees no increase in a counter that begins at 1: what alerts are about begins at 0. */
  #expect(namespace: string): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    for (const reason of failures) this.#ends.inc({ reason, namespace }, 0);
  }

  ended(reason: EndReason, namespace: string, readyMs: number | undefined): void {
    this.#ends.inc({ reason, namespace });
    if (readyMs !== undefined) this.#lengths.observe(readyMs / 1000);
  }

  replaced(): void {
    this.#replaced.inc();
  }

  poolPod(outcome: 'created' | 'failed' | 'expired' | 'rolled' | 'surplus' | 'lost'): void {
    this.#pods.inc({ outcome });
  }
}
