import type { Policy } from '../sessions/view.ts';

/**
 * A dead kubelet alone ends nothing: the pod may talk on. Only both silent mean that the node is lost, and that holds
 * too where a third of the pods were on it; but not while the bus may be what is silent to us.
 */
export const nodeLost: Policy = ({ pod, nodeReady, nodeLate, busSettled, clocks }) => {
  if (!pod?.bound || !busSettled || pod.silentMs < clocks.silenceMs) return undefined;
  if (nodeReady && !nodeLate) return undefined;
  const node = `Node ${pod.seen?.spec?.nodeName ?? 'unknown'}`;
  const seconds = Math.round(pod.silentMs / 1000);
  const how = nodeReady ? 'has stopped renewing its lease' : 'is not ready';
  return { reason: 'NodeLost', message: `${node} ${how}, and the pod has been silent for ${seconds} s.` };
};
