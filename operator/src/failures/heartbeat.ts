import type { Policy } from '../sessions/view.ts';

/**
 * The kubelet marks its node NotReady only after 40 s without word, so a silent pod is given this long for its node
 * to be found lost, which is the truer reason.
 */
export const heartbeatLost: Policy = ({ pod, nodeReady, frozen, assignment, clocks }) => {
  if (!pod?.bound || frozen || !nodeReady || pod.silentMs < clocks.silenceMs) return undefined;
  if (assignment.state !== 'taken') return undefined;
  return {
    reason: 'HeartbeatLost',
    message: `The pod has not been heard for ${Math.round(pod.silentMs / 1000)} s, while others were.`,
  };
};
