import {
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import { STREAMS } from './names.ts';
import { filters, REPUBLISH } from './subjects.ts';
import { translate } from './translate.ts';

export interface StreamPlan {
  /** Copies: 3 where the NATS cluster has three servers, else 1. */
  replicas: number;
  /** How long messages are kept; the longest retention that any tenant asks for. */
  maxAgeSeconds: number;
  /** Bound on disk; the oldest messages go first. -1 leaves it to the account's limit. */
  maxBytes: number;
}

type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] };

const DEDUPE_WINDOW_MS = 10 * 60_000;
// One pod reports a few messages a turn. This stops a wild one from pushing others out of the stream.
const MESSAGES_PER_SUBJECT = 50_000;

/** Creates or corrects the streams that the operator owns: reports, records and dead letters. */
export async function ensureStreams(bus: Bus, plan: StreamPlan): Promise<void> {
  await ensure(bus, {
    ...common(plan),
    name: STREAMS.reports,
    subjects: (['status', 'turn', 'transcript'] as const).map(filters.reports),
    max_msgs_per_subject: MESSAGES_PER_SUBJECT,
    republish: REPUBLISH,
  });
  await ensure(bus, { ...common(plan), name: STREAMS.records, subjects: [filters.allRecords] });
  await ensure(bus, { ...common(plan), name: STREAMS.dead, subjects: [filters.allDead] });
}

/** Creates or corrects the stream that the gateways own: hook deliveries. */
export function ensureHookStream(bus: Bus, plan: StreamPlan): Promise<void> {
  return ensure(bus, { ...common(plan), name: STREAMS.hooks, subjects: [filters.allHooks] });
}

function common({ replicas, maxAgeSeconds, maxBytes }: StreamPlan): Partial<StreamConfig> {
  return {
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
    max_age: nanos(maxAgeSeconds * 1000),
    max_bytes: maxBytes,
    // The window may not be longer than the messages live.
    duplicate_window: nanos(Math.min(DEDUPE_WINDOW_MS, maxAgeSeconds * 1000)),
    allow_direct: true,
  };
}

async function ensure(bus: Bus, wanted: Wanted): Promise<void> {
  const NAME_IN_USE = 10058;
  try {
    const manager = await jetstreamManager(bus.connection(), { checkAPI: false });
    await manager.streams.add(wanted).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === NAME_IN_USE) {
        return manager.streams.update(wanted.name, wanted);
      }
      throw error;
    });
  } catch (error) {
    throw translate(error, wanted.name, 0);
  }
}
