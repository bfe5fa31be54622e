import { type bus as contract, labels } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';
import { agentOf, isDeleting, isFinished, uidOf } from '../pod/marks.ts';

type Worker = contract.Workers['workers'][number];

/** The session pods of a namespace, as gateways are told of them. */
export function workersOf(pods: Iterable<Pod>, namespace: string): Worker[] {
  const workers: Worker[] = [];
  for (const pod of pods) {
    const { name, namespace: of, creationTimestamp, labels: marks } = pod.metadata;
    const agent = agentOf(pod);
    if (of !== namespace || !agent || !creationTimestamp || isDeleting(pod) || isFinished(pod)) continue;
    const node = pod.spec?.nodeName;
    const session = marks?.[labels.session];
    const optional = { ...(node && { node }), ...(session && { session }) };
    workers.push({ pod: name, uid: uidOf(pod), agent, createdAt: creationTimestamp, ...optional });
  }
  return workers;
}
