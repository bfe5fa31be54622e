import type { Clock, Logger } from '@switchboard/service';
import type { Roster } from '../bus/roster.ts';
import type { Weather } from '../bus/weather.ts';
import type { World } from '../cluster/world.ts';
import type { Rooms } from '../livekit/rooms.ts';
import { deleteWarm } from '../pod/maker.ts';
import { claimOf, isDeleting, roomOf, uidOf } from '../pod/marks.ts';
import type { WarmPods } from '../pools/warm-pods.ts';
import { suspects, sweepPod } from './pods.ts';
import { ROOM_AGE_MS, sweepRooms } from './rooms.ts';

export interface JanitorDeps {
  readonly world: World;
  readonly rooms: Rooms;
  readonly warm: WarmPods;
  readonly roster: Roster;
  readonly weather: Weather;
  readonly clock: Clock;
  readonly log: Logger;
  readonly deleted: Set<string>;
  readonly greet: (podUid: string) => void;
  readonly everyMs: number;
}

/** Looks at intervals for what no event will ever tell of. */
export async function runJanitor(deps: JanitorDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deps.clock.sleep(deps.everyMs, signal);
    if (signal.aborted) return;
    await attempt('pods', deps, () => sweepPods(deps));
    await attempt('rooms', deps, () => lookAtRooms(deps));
    greetTheQuiet(deps);
    forgetTheGone(deps);
  }
}

async function attempt(what: string, { log }: JanitorDeps, sweep: () => Promise<void>): Promise<void> {
  try {
    await sweep();
  } catch (error) {
    log.warn({ error, what }, 'the janitor could not finish a round');
  }
}

async function sweepPods({ world, deleted, log }: JanitorDeps): Promise<void> {
  for (const pod of [...suspects(world, deleted)]) {
    if (await sweepPod(pod, world, deleted)) log.info({ pod: pod.metadata.name }, 'an orphan pod was deleted');
  }
}

async function lookAtRooms(deps: JanitorDeps): Promise<void> {
  const { rooms, world, clock, log } = deps;
  const known = await rooms.list();
  const removed = await sweepRooms(known, rooms, world, clock.now());
  if (removed > 0) log.info({ removed }, 'orphan rooms were deleted');
  await retireRoomless(new Set(known.map(({ name }) => name)), deps);
}

/** A pod that waits in a room which LiveKit forgot would take a session and not be there. */
async function retireRoomless(known: ReadonlySet<string>, deps: JanitorDeps): Promise<void> {
  const { world, roster, warm, clock, deleted, log } = deps;
  for (const pod of world.pods.list()) {
    if (claimOf(pod) !== 'warm' || isDeleting(pod) || deleted.has(uidOf(pod))) continue;
    const answered = roster.of(uidOf(pod));
    const ageMs = clock.now() - Date.parse(pod.metadata.creationTimestamp ?? '');
    if (answered?.state !== 'Prepared' || known.has(roomOf(pod) ?? '') || ageMs < ROOM_AGE_MS / 4) continue;
    warm.remove(pod);
    if (!(await deleteWarm(world, pod))) continue;
    deleted.add(uidOf(pod));
    log.info({ pod: pod.metadata.name }, 'a warm pod lost its room and is replaced');
  }
}

/** Warm pods that run and yet can't be claimed: they may have missed our word, or we theirs. */
function greetTheQuiet({ world, warm, greet, weather }: JanitorDeps): void {
  if (!weather.up) return;
  for (const pod of world.pods.list()) {
    if (claimOf(pod) !== 'warm' || isDeleting(pod) || pod.status?.phase !== 'Running') continue;
    if (!warm.isReady(pod)) greet(uidOf(pod));
  }
}

function forgetTheGone({ world, deleted }: JanitorDeps): void {
  for (const uid of deleted) if (!world.pods.byUid(uid)) deleted.delete(uid);
}
