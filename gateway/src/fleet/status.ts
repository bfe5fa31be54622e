import { phases, type rest, type VoicePoolObject, type VoiceSessionObject } from '@switchboard/api';
import type { z } from 'zod';

type StatusView = z.infer<typeof rest.statusView>;
type Percentiles = StatusView['startLatency'];

const HOUR_MS = 3_600_000;

export const isLive = ({ status }: VoiceSessionObject): boolean =>
  status?.phase === 'Starting' || status?.phase === 'Ready' || status?.phase === 'Active' || status?.phase === 'Ending';
export const isWaiting = ({ status }: VoiceSessionObject): boolean => (status?.phase ?? 'Pending') === 'Pending';

/** `42ms`, `1.3s`: what the operator writes into status.readyIn. */
export function milliseconds(text: string | undefined): number | undefined {
  const match = /^([\d.]+)(ms|s)$/.exec(text ?? '');
  return match?.[1] ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : undefined;
}

export function percentiles(samples: readonly number[]): Percentiles {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  if (sorted.length === 0) return { count: 0 };
  return {
    count: sorted.length,
    p50Milliseconds: at(0.5),
    p90Milliseconds: at(0.9),
    p99Milliseconds: at(0.99),
  } as Percentiles;
}

function tally(keys: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

export function statusOf(
  sessions: readonly VoiceSessionObject[],
  pools: readonly VoicePoolObject[],
  now: number,
): StatusView {
  const recent = (at: string | undefined) => at !== undefined && now - Date.parse(at) < HOUR_MS;
  const zero = Object.fromEntries(phases.map((phase) => [phase, 0])) as StatusView['sessions'];
  const started = sessions.filter(({ metadata }) => recent(metadata.creationTimestamp));
  return {
    sessions: { ...zero, ...tally(sessions.map(({ status }) => status?.phase ?? 'Pending')) },
    queue: sessions.filter(isWaiting).length,
    startLatency: percentiles(started.flatMap(({ status }) => milliseconds(status?.readyIn) ?? [])),
    endReasons: tally(
      sessions.flatMap(({ status }) => (status?.endReason && recent(status.endedAt) ? status.endReason : [])),
    ),
    pools: pools.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      agent: spec.agent,
      desired: status?.desired ?? 0,
      ready: status?.ready ?? 0,
      claimed: status?.claimed ?? 0,
      queued: status?.queued ?? 0,
    })),
  };
}
