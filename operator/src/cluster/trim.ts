import { annotations, labels } from '@switchboard/api';
import type { Node, Pod } from '@switchboard/kube';

const keptLabels = [labels.agent, labels.pool, labels.session, labels.claim, labels.runtimeHash, labels.managedBy];
const keptAnnotations = [annotations.room, annotations.sessionUid];

/** What the operator reads of a pod: a whole one is ten times as large, and there are as many as conversations. */
export function trimPod(pod: Pod): Pod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp } = pod.metadata;
  const container = pod.spec?.containers[0];
  const { phase, reason, message, startTime } = pod.status ?? {};
  const metadata = {
    name,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    deletionTimestamp,
    labels: pick(pod.metadata.labels, keptLabels),
    annotations: pick(pod.metadata.annotations, keptAnnotations),
  };
  const conditions = pod.status?.conditions?.filter(
    ({ type, status }) => type === 'DisruptionTarget' || (type === 'PodScheduled' && status === 'False'),
  );
  return {
    metadata,
    spec: {
      nodeName: pod.spec?.nodeName,
      activeDeadlineSeconds: pod.spec?.activeDeadlineSeconds,
      containers: [{ name: container?.name, resources: { limits: container?.resources?.limits } }],
    },
    status: {
      phase,
      reason,
      message,
      startTime,
      ...(conditions?.length ? { conditions } : {}),
      containerStatuses: pod.status?.containerStatuses?.map(({ name, state, image }) => ({ name, state, image })),
    },
  } as unknown as Pod;
}

export function trimNode(node: Node): Node {
  const { name, uid, resourceVersion, labels: nodeLabels } = node.metadata;
  return {
    metadata: { name, uid, resourceVersion, labels: nodeLabels },
    spec: { unschedulable: node.spec?.unschedulable },
    status: {
      conditions: node.status?.conditions
        ?.filter(({ type }) => type === 'Ready')
        .map(({ type, status, reason }) => ({ type, status, reason })),
    },
  } as unknown as Node;
}

function pick(from: Record<string, string> | undefined, keys: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key of keys) {
    const value = from?.[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
