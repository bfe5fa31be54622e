import { waitingOf } from '../pod/container.ts';
import type { PodPolicy } from '../sessions/view.ts';

// ErrImagePull alone may be one lost packet; the kubelet has tried twice when it says ImagePullBackOff, ten seconds on.
const final = new Set(['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError']);

/** Some answers of a registry do not get better by asking again. */
const definite = /not found|denied|unauthorized|connection refused|no such host/i;

const isFinal = (reason: string, message: string): boolean =>
  final.has(reason) || (reason === 'ErrImagePull' && definite.test(message));

export const imagePullFailed: PodPolicy = ({ pod }) => {
  const waiting = pod?.seen && waitingOf(pod.seen);
  if (!waiting?.reason || !isFinal(waiting.reason, waiting.message ?? '')) return undefined;
  return { reason: 'ImagePullFailed', message: waiting.message ?? `The kubelet says ${waiting.reason}.` };
};
