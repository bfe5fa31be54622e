import { labels, MANAGED_BY } from '@switchboard/api';
import type { World } from '../cluster/world.ts';
import type { KnownRoom, Rooms } from '../livekit/rooms.ts';
import { roomOf } from '../pod/marks.ts';

/** A room is older than its pod, and its pod than our news of it. */
export const ROOM_AGE_MS = 120_000;

/** Rooms of ours that are old enough, and that nothing in `owned` accounts for. */
export function orphans(rooms: readonly KnownRoom[], owned: ReadonlySet<string>, nowMs: number): string[] {
  return rooms
    .filter(({ name, createdMs }) => nowMs - createdMs > ROOM_AGE_MS && !owned.has(name))
    .map(({ name }) => name);
}

/** Removes rooms that nobody owns. A cache may not know an owner yet, so the API server is asked before. */
export async function sweepRooms(
  known: readonly KnownRoom[],
  rooms: Rooms,
  world: World,
  nowMs: number,
): Promise<number> {
  const suspects = orphans(known, cachedOwners(world), nowMs);
  if (suspects.length === 0) return 0;
  const owned = await storedOwners(world);
  const lost = suspects.filter((name) => !owned.has(name));
  for (const name of lost) await rooms.delete(name);
  return lost.length;
}

function cachedOwners(world: World): Set<string> {
  const owned = new Set<string>();
  for (const pod of world.pods.list()) owned.add(roomOf(pod) ?? '');
  for (const { status } of world.sessions.list()) if (status?.room && status.phase !== 'Ended') owned.add(status.room);
  return owned;
}

/** Page by page: ten thousand pods at once, untrimmed, would be more memory than the operator has. */
async function storedOwners(world: World): Promise<Set<string>> {
  const owned = new Set<string>();
  const labelSelector = `${labels.managedBy}=${MANAGED_BY}`;
  for (const { namespace } of world.scopes) {
    for await (const { items } of world.pods.api.pages({ namespace, labelSelector })) {
      for (const pod of items) owned.add(roomOf(pod) ?? '');
    }
    for await (const { items } of world.sessions.api.pages({ namespace })) {
      for (const { status } of items) if (status?.room && status.phase !== 'Ended') owned.add(status.room);
    }
  }
  return owned;
}
