import type { rest, VoiceSessionObject } from '@switchboard/api';
import type { z } from 'zod';
import { isLive, isWaiting } from './status.ts';

type HealthView = z.infer<typeof rest.health>;

/** The load of the whole installation, in the shape that load balancers and old dashboards know. */
export function loadOf(sessions: readonly VoiceSessionObject[], max: number, wellConnected: boolean): HealthView {
  const active = sessions.filter(isLive).length;
  return {
    status: active >= max ? 'full' : wellConnected ? 'ok' : 'degraded',
    active_calls: active,
    max_calls: max,
    capacity_used_percent: Math.round((active / max) * 1000) / 10,
    queue: sessions.filter(isWaiting).length,
  };
}
