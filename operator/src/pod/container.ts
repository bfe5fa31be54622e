import type { Pod } from '@switchboard/kube';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
export type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;
export type WaitingState = NonNullable<NonNullable<ContainerStatus['state']>['waiting']>;

export const terminatedOf = (pod: Pod): Terminated | undefined =>
  pod.status?.containerStatuses?.[0]?.state?.terminated ?? undefined;

export const waitingOf = (pod: Pod): WaitingState | undefined =>
  pod.status?.containerStatuses?.[0]?.state?.waiting ?? undefined;

export const memoryLimitOf = (pod: Pod): string | undefined => pod.spec?.containers[0]?.resources?.limits?.['memory'];

export const cpuLimitOf = (pod: Pod): string | undefined => pod.spec?.containers[0]?.resources?.limits?.['cpu'];

export const conditionOf = (pod: Pod, type: string): { reason: string; message: string } | undefined => {
  const found = pod.status?.conditions?.find((condition) => condition.type === type);
  return found && { reason: found.reason ?? '', message: found.message ?? '' };
};

/** Burdens a node with its start, or is about to. */
export const isStarting = (pod: Pod): boolean => {
  const waiting = waitingOf(pod)?.reason ?? 'ContainerCreating';
  return pod.status?.phase === 'Pending' && waiting === 'ContainerCreating' && unschedulableMessage(pod) === undefined;
};

/** Why no node takes the pod, in the scheduler's words; undefined when one does, or when it has not tried. */
export const unschedulableMessage = (pod: Pod): string | undefined => {
  const scheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return scheduled?.reason === 'Unschedulable' ? (scheduled.message ?? 'no node can take the pod') : undefined;
};
