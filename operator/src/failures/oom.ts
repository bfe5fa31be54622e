import { memoryLimitOf, terminatedOf } from '../pod/container.ts';
import { mebibytes } from '../sessions/status.ts';
import type { PodPolicy } from '../sessions/view.ts';

export const oomKilled: PodPolicy = ({ pod }) => {
  if (!pod?.seen || terminatedOf(pod.seen)?.reason !== 'OOMKilled') return undefined;
  const limit = memoryLimitOf(pod.seen) ?? 'unknown';
  const peak = pod.memoryPeakBytes
    ? `its last heartbeat reported a peak of ${mebibytes(pod.memoryPeakBytes)}`
    : 'no heartbeat had reported its peak';
  return { reason: 'OOMKilled', message: `The memory peak of the pod reached its limit of ${limit}; ${peak}.` };
};
