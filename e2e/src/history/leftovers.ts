import type { SeenPod, SeenSession } from './entry.ts';
import type { Violation } from './rule.ts';
import { sessionOf } from './timeline.ts';

/** What there is at the end. */
export interface Ground {
  readonly sessions: readonly SeenSession[];
  readonly pods: readonly SeenPod[];
  /** uids of everything that may own a pod. */
  readonly owners: ReadonlySet<string>;
  readonly secrets: readonly string[];
  /** Names of the rooms of the installation. */
  readonly rooms: ReadonlySet<string>;
}

/** What must not be there once a session has ended, a minute later at most. */
export function leftovers(
  { sessions, pods, owners, secrets, rooms }: Ground,
  seenRooms: Iterable<string>,
): Violation[] {
  const living = sessions.filter(({ status }) => status?.phase !== 'Ended');
  const uids = new Set(living.map(({ metadata }) => metadata.uid));
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const found: Violation[] = [];
  const add = (rule: string, what: string) => found.push({ rule, what });
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const session = sessionOf(pod);
    if (session !== undefined && !uids.has(session))
      add('no orphan pod', `${pod.metadata.name} of ${session} is there`);
    if (!pod.metadata.ownerReferences?.some(({ uid }) => owners.has(uid))) {
      add('no pod without owner', `nobody owns ${pod.metadata.name}`);
    }
  }
  for (const secret of secrets) {
    const pod = secret.replace(/-bus$/, '');
    if (secret.endsWith('-bus') && !names.has(pod)) add('no orphan Secret', `${secret} outlived its pod`);
  }
  const wanted = new Set(living.map(({ status }) => status?.room));
  for (const room of seenRooms) if (rooms.has(room) && !wanted.has(room)) add('no orphan room', `${room} is there`);
  return found;
}
