import { labels } from '@switchboard/api';
import { isNotFound, type Pod } from '@switchboard/kube';
import type { World } from '../cluster/world.ts';
import { deletePod } from '../pod/maker.ts';
import { claimOf, isDeleting, sessionUidOf, uidOf } from '../pod/marks.ts';

/** Pods that belong to a session which the caches don't show, or which has ended. */
export function* suspects(world: World, deleted: ReadonlySet<string>): IterableIterator<Pod> {
  for (const pod of world.pods.list()) {
    const claim = claimOf(pod);
    if (claim === undefined || claim === 'warm' || isDeleting(pod) || deleted.has(uidOf(pod))) continue;
    const session = world.sessions.get(`${pod.metadata.namespace}/${pod.metadata.labels?.[labels.session]}`);
    if (session?.metadata.uid !== sessionUidOf(pod) || session?.status?.phase === 'Ended') yield pod;
  }
}

/** Deletes the pod if the API server knows no living session of its uid. */
export async function sweepPod(pod: Pod, world: World, deleted: Set<string>): Promise<boolean> {
  const ref = { namespace: pod.metadata.namespace, name: pod.metadata.labels?.[labels.session] ?? '' };
  const session = await world.sessions.api.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (session?.metadata.uid === sessionUidOf(pod) && session?.status?.phase !== 'Ended') return false;
  deleted.add(uidOf(pod));
  await deletePod(world, pod);
  return true;
}
