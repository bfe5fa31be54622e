import { memoryLimitOf, terminatedOf } from '../pod/container.ts';
import { mebibytes } from '../sessions/status.ts';
import type { PodPolicy } from '../sessions/view.ts';

export const oomKilled: PodPolicy = ({ pod }) => {
  if (!pod?.seen || terminatedOf(pod.seen)?.reason !== 'OOMKilled') return undefined;
  const limit = memoryLimitOf(pod.seen) ?? 'unknown';
  const peak = pod.memoryPeakBytes
    ? `its last heartbeat reported a peak of ${mebibytes(pod.memoryPeakBytes)}`
    : 'it reported no peak before';
  return { reason: 'OOMKilled', message: `The pod reached its memory limit of ${limit}; ${peak}.` };
};
