import { waitingOf } from '../pod/container.ts';
import type { PodPolicy } from '../sessions/view.ts';

// ErrImagePull alone may be one lost packet; the kubelet has tried twice when it says ImagePullBackOff.
const final = new Set(['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError']);

export const imagePullFailed: PodPolicy = ({ pod }) => {
  const waiting = pod?.seen && waitingOf(pod.seen);
  if (!waiting?.reason || !final.has(waiting.reason)) return undefined;
  return { reason: 'ImagePullFailed', message: waiting.message ?? `The kubelet says ${waiting.reason}.` };
};
