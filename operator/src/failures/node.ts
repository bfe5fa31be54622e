import type { Policy } from '../sessions/view.ts';

/** A dead kubelet alone ends nothing: the pod may talk on. Only both silent mean that the node is lost. */
export const nodeLost: Policy = ({ pod, nodeReady, frozen, clocks }) => {
  if (!pod?.bound || frozen || nodeReady || pod.silentMs < clocks.silenceMs) return undefined;
  const seconds = Math.round(pod.silentMs / 1000);
  return {
    reason: 'NodeLost',
    message: `Node ${pod.seen?.spec?.nodeName ?? 'unknown'} is not ready, and the pod has been silent for ${seconds} s.`,
  };
};
