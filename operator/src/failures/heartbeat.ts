import type { Policy } from '../sessions/view.ts';

/** Kubernetes takes 40 s to find a node NotReady: a node lost more suddenly than that ends its calls with this reason. */
export const heartbeatLost: Policy = ({ pod, nodeReady, frozen, assignment, clocks }) => {
  if (!pod?.bound || frozen || !nodeReady || pod.silentMs < clocks.silenceMs) return undefined;
  if (assignment.state !== 'taken') return undefined;
  return {
    reason: 'HeartbeatLost',
    message: `The pod has not been heard for ${Math.round(pod.silentMs / 1000)} s, while others were.`,
  };
};
