import type { rest, VoiceSessionObject } from '@switchboard/api';
import type { z } from 'zod';
import type { Beat } from './heartbeats.ts';

type Worker = z.infer<typeof rest.workersView>['workers'][number];

/** A pod of the tenant, as the operator's list or a VoiceSession names it. */
export interface PodOfTenant {
  readonly pod: string;
  readonly uid: string;
  readonly agent: string;
  readonly node?: string | undefined;
  readonly session?: string | undefined;
  readonly createdAt?: string | undefined;
}

export interface Hearing {
  of(uid: string): Beat | undefined;
  ageSeconds(beat: Beat): number;
}

export const claimedPods = (sessions: readonly VoiceSessionObject[]): PodOfTenant[] =>
  sessions.flatMap(({ metadata, spec, status }) =>
    status?.pod && status.phase !== 'Ended'
      ? { pod: status.pod.name, uid: status.pod.uid, agent: spec.agent, node: status.pod.node, session: metadata.name }
      : [],
  );

/** Pods that were heard. A pod belongs to the tenant whose objects name it, whatever its heartbeat says. */
export function workersOf(pods: readonly PodOfTenant[], hearing: Hearing, now: number): Worker[] {
  return pods.flatMap(({ pod, uid, agent, node, session, createdAt }) => {
    const beat = hearing.of(uid);
    if (!beat) return [];
    const { state, memory } = beat.heartbeat;
    return {
      pod,
      uid,
      agent,
      state,
      ...(session && { session }),
      ...(node && { node }),
      ...(createdAt && { ageSeconds: Math.max(0, now - Date.parse(createdAt)) / 1000 }),
      memoryNowBytes: memory.nowBytes,
      memoryPeakBytes: memory.peakBytes,
      memoryLimitBytes: memory.limitBytes,
      lastHeartbeatSeconds: hearing.ageSeconds(beat),
    };
  });
}
