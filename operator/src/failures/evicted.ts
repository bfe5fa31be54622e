import { conditionOf } from '../pod/container.ts';
import type { PodPolicy } from '../sessions/view.ts';

const disruptions: Record<string, string> = {
  PreemptionByScheduler: 'the scheduler preempted it for a pod of higher priority',
  DeletionByTaintManager: 'its node was tainted NoExecute',
  EvictionByEvictionAPI: 'somebody evicted it',
  TerminationByKubelet: 'the kubelet ended it',
};

export const evicted: PodPolicy = ({ pod }) => {
  if (!pod?.seen || !(pod.finished || pod.seen.metadata.deletionTimestamp)) return undefined;
  const { status } = pod.seen;
  if (status?.reason === 'Evicted') {
    return { reason: 'Evicted', message: `The kubelet evicted the pod: ${status.message ?? 'no reason given'}` };
  }
  const disruption = conditionOf(pod.seen, 'DisruptionTarget');
  const told = disruption && disruptions[disruption.reason];
  if (!told || !pod.finished) return undefined;
  return { reason: 'Evicted', message: `The pod was evicted: ${told}. ${disruption.message}`.trim() };
};
