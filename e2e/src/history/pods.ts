import { SESSION_FINALIZER } from '@switchboard/api';
import type { PodEntry } from './entry.ts';
import { named, type Rule } from './rule.ts';
import { claimOf, isOver, roomOf, sessionOf, type Timeline, uidOf } from './timeline.ts';

/** Deletions are stamped in whole seconds, and words come a moment after what they tell. */
const OVERLAP_MS = 2000;

/** The time for which a pod had a session: from its word for it, to its end or the order to go. */
interface Service {
  readonly pod: string;
  readonly session: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

function services({ pods, words }: Timeline): Service[] {
  const first = new Map<string, Service>();
  for (const { pod, session, atMs } of words) {
    const key = `${pod} ${session}`;
    if (!first.has(key)) first.set(key, { pod, session, fromMs: atMs, untilMs: endMs(pods.get(pod) ?? []) });
  }
  return [...first.values()];
}

function endMs(life: readonly PodEntry[]): number {
  const last = life.at(-1);
  const going = life.find(({ object }) => object.metadata.deletionTimestamp !== undefined)?.object.metadata;
  if (going) return Date.parse(going.deletionTimestamp ?? '') - (going.deletionGracePeriodSeconds ?? 0) * 1000;
  const finished = last?.object.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt;
  if (finished) return Date.parse(String(finished));
  return last && isOver(last) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

export const podRules: readonly Rule[] = [
  {
    name: 'one live pod',
    says: 'At any time at most one pod that is not on its way out has taken a session.',
    *broken(timeline) {
      for (const [session, all] of Map.groupBy(services(timeline), (service) => service.session)) {
        for (const [at, one] of all.entries()) {
          for (const other of all.slice(at + 1)) {
            const overlap = Math.min(one.untilMs, other.untilMs) - Math.max(one.fromMs, other.fromMs);
            if (overlap > OVERLAP_MS) {
              yield `session ${session} was talking in the pods ${one.pod} and ${other.pod} for ${overlap} ms`;
            }
          }
        }
      }
    },
  },
  {
    name: 'a pod for one session',
    says: 'A pod is marked for one session, named by one session, and speaks of one session.',
    *broken({ pods, sessions, words }) {
      const served = new Map<string, Set<string>>();
      const add = (pod: string | undefined, session: string | undefined) => {
        if (pod && session) served.set(pod, (served.get(pod) ?? new Set()).add(session));
      };
      for (const [uid, life] of pods) for (const { object } of life) add(uid, sessionOf(object));
      for (const [uid, life] of sessions) for (const { object } of life) add(object.status?.pod?.uid, uid);
      for (const { pod, session } of words) add(pod, session);
      for (const [pod, all] of served) if (all.size > 1) yield `pod ${pod} served the sessions ${[...all].join(', ')}`;
    },
  },
  {
    name: 'reserved before named',
    says: 'When a session names a pod, that pod was already marked for it.',
    *broken({ ordered }) {
      const marked = new Map<string, string | undefined>();
      for (const { kind, object } of ordered) {
        if (kind === 'pod') marked.set(uidOf(object), sessionOf(object));
        else {
          const pod = object.status?.pod;
          if (pod && marked.has(pod.uid) && marked.get(pod.uid) === undefined) {
            yield `session ${named(object)} named pod ${pod.name} before the pod was marked for it`;
          }
        }
      }
    },
  },
  {
    name: 'the old pod goes first',
    says: 'A session names another pod only when the one before is on its way out, and never after it was ready.',
    *broken({ ordered }) {
      const over = new Map<string, boolean>();
      const bound = new Map<string, { pod: string; ready: boolean }>();
      for (const entry of ordered) {
        if (entry.kind === 'pod') {
          over.set(uidOf(entry.object), isOver(entry));
          continue;
        }
        const { status } = entry.object;
        const before = bound.get(uidOf(entry.object));
        const pod = status?.pod?.uid;
        if (before && before.pod !== pod) {
          if (before.ready)
            yield `session ${named(entry.object)} lost its pod ${before.pod} for ${pod} after it was ready`;
          else if (over.get(before.pod) === false) {
            yield `session ${named(entry.object)} named pod ${pod} while ${before.pod} was not told to go`;
          }
        }
        if (pod) bound.set(uidOf(entry.object), { pod, ready: status?.readyAt !== undefined });
      }
    },
  },
  {
    name: 'finalizer around everything',
    says: 'A session has its finalizer before it has a pod or a room, and keeps it until its pods are on their way out.',
    *broken({ ordered }) {
      const held = new Map<string, boolean>();
      const alive = new Map<string, { session: string; name: string }>();
      for (const entry of ordered) {
        if (entry.kind === 'pod') {
          const session = sessionOf(entry.object);
          const uid = uidOf(entry.object);
          if (session === undefined || isOver(entry)) alive.delete(uid);
          else {
            if (!alive.has(uid) && held.get(session) === false) {
              yield `pod ${named(entry.object)} was given to session ${session}, which had no finalizer`;
            }
            alive.set(uid, { session, name: entry.object.metadata.name });
          }
          continue;
        }
        const uid = uidOf(entry.object);
        const holds = !entry.gone && (entry.object.metadata.finalizers?.includes(SESSION_FINALIZER) ?? false);
        if (held.get(uid) && !holds) {
          for (const { session, name } of alive.values()) {
            if (session === uid) yield `session ${named(entry.object)} was let go while its pod ${name} lived`;
          }
        }
        const { phase, room } = entry.object.status ?? {};
        if (!entry.gone && !holds && room !== undefined && phase !== 'Ended') {
          yield `session ${named(entry.object)} has the room ${room} and no finalizer`;
        }
        held.set(uid, holds);
      }
    },
  },
  {
    name: 'a room for one pod',
    says: 'A room belongs to one pod and to one session, for ever.',
    *broken({ pods, sessions }) {
      const owners = new Map<string, Set<string>>();
      const add = (room: string | undefined, owner: string) => {
        if (room) owners.set(room, (owners.get(room) ?? new Set()).add(owner));
      };
      for (const [uid, life] of pods) for (const { object } of life) add(roomOf(object), `pod ${uid}`);
      for (const [uid, life] of sessions) for (const { object } of life) add(object.status?.room, `session ${uid}`);
      for (const [room, all] of owners) {
        const of = (kind: string) => [...all].filter((owner) => owner.startsWith(kind));
        if (of('pod ').length > 1 || of('session ').length > 1) yield `room ${room} had ${[...all].join(', ')}`;
      }
    },
  },
  {
    name: 'guarded while claimed',
    says: 'A pod that a session has is marked against node autoscalers, and a waiting one is not.',
    *broken({ pods }) {
      for (const life of pods.values()) {
        for (const { object } of life) {
          const claim = claimOf(object);
          if (claim !== 'warm' && claim !== 'claimed' && claim !== 'cold') continue;
          const guarded = object.metadata.annotations?.[SAFE_TO_EVICT] === 'false';
          if (guarded !== (claim !== 'warm')) yield `pod ${named(object)} is ${claim}, and guarded: ${guarded}`;
        }
      }
    },
  },
];

const SAFE_TO_EVICT = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
