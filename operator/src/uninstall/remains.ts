import { labels, MANAGED_BY } from '@switchboard/api';
import { podDisruptionBudgets, pods, refOf } from '@switchboard/kube';
import { listOf, type Place, until } from './place.ts';

const GRACE_SECONDS = 10;
const PODS_GONE_MS = 45_000;
const OURS = `${labels.managedBy}=${MANAGED_BY}`;

/** Warm pods, placeholders and what else there is; their Secrets go with them. */
export async function removePods(place: Place): Promise<void> {
  const { client, clock, say } = place;
  const found = await listOf(place, pods, OURS);
  const gracePeriodSeconds = GRACE_SECONDS;
  for (const pod of found) await client.of(pods).delete(refOf(pod), { uid: pod.metadata.uid, gracePeriodSeconds });
  const gone = await until(clock, PODS_GONE_MS, async () => (await listOf(place, pods, OURS)).length === 0);
  if (found.length > 0) say(`${found.length} pods were removed${gone ? '' : '; some are still stopping'}`);
}

export async function removeBudgets(place: Place): Promise<void> {
  const found = await listOf(place, podDisruptionBudgets, OURS);
  for (const budget of found) await place.client.of(podDisruptionBudgets).delete(refOf(budget));
}

/** A room without a pod closes by itself in time: LiveKit being away keeps nobody from taking the rest down. */
export async function removeRooms({ rooms, say }: Place): Promise<void> {
  if (!rooms) return say('rooms are left to close by themselves: LiveKit’s key is gone');
  try {
    const found = await rooms.list();
    for (const { name } of found) await rooms.delete(name);
    if (found.length > 0) say(`${found.length} rooms were closed`);
  } catch (error) {
    say(`rooms are left to close by themselves: ${(error as Error).message}`);
  }
}
