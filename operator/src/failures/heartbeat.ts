import type { Policy, SessionView } from '../sessions/view.ts';

export const heartbeatLost: Policy = (view) => {
  const { pod, nodeReady, frozen, assignment, clocks } = view;
  if (!pod?.bound || frozen || !nodeReady || pod.silentMs < clocks.silenceMs) return undefined;
  if (assignment.state !== 'taken' || !nodeOutlived(view, pod.silentMs)) return undefined;
  return {
    reason: 'HeartbeatLost',
    message: `The pod has not been heard for ${Math.round(pod.silentMs / 1000)} s, while others were.`,
  };
};

/** The kubelet was heard after the pod was last due: else a moment later it will be one of them or both that are lost. */
function nodeOutlived({ nodeSilentMs, clocks }: SessionView, podSilentMs: number): boolean {
  return nodeSilentMs === undefined || nodeSilentMs < podSilentMs - clocks.heartbeatMs;
}
