import type { Bus } from '@switchboard/bus';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import {
  type Entry,
  type Ground,
  HistoryRecorder,
  leftovers,
  type SeenPod,
  type SeenSession,
  type Violation,
} from '../history/index.ts';
import { eventually, get, kubeconfig, livekit, operatorBus } from '../support/index.ts';

/** I3: what an ended session leaves is gone within this time. */
const CLEAN_WITHIN_SECONDS = 60;

/**
 * Writes down all that happens in a test file's namespace. After each test no rule of the history may have been broken;
 * after the last one, nothing of an ended session may be left.
 */
export function watchHistory(namespace: string): { entries(): readonly Entry[] } {
  let bus: Bus | undefined;
  let recorder: HistoryRecorder | undefined;
  beforeAll(async () => {
    bus = await operatorBus();
    recorder = await HistoryRecorder.begin({ kubeconfig, namespace, bus });
  });
  afterEach(() => expect(recorder?.violations()).toEqual([]));
  afterAll(async () => {
    try {
      const seen = seenBy(recorder);
      const sessions = await nothingLeft(namespace, seen.rooms);
      expect(recorder?.violations()).toEqual([]);
      // A recorder that was deaf would have found nothing wrong either.
      expect([...seen.sessions]).toEqual(expect.arrayContaining(sessions));
    } finally {
      await recorder?.close();
      await bus?.close();
    }
  });
  return { entries: () => recorder?.entries ?? [] };
}

/** Rooms of sessions only: that of a pod that waited in vain is the janitor's, who gives rooms two minutes. */
function seenBy(recorder: HistoryRecorder | undefined): { sessions: Set<string>; rooms: Set<string> } {
  const seen = { sessions: new Set<string>(), rooms: new Set<string>() };
  for (const entry of recorder?.entries ?? []) {
    if (entry.kind !== 'session') continue;
    const { metadata, status } = entry.object;
    seen.sessions.add(metadata.uid ?? '');
    if (status?.room) seen.rooms.add(status.room);
  }
  return seen;
}

/** Returns the uids of the sessions that are there. */
async function nothingLeft(namespace: string, rooms: ReadonlySet<string>): Promise<string[]> {
  let found: Violation[] = [];
  const clean = async () => {
    const ground = await groundOf(namespace);
    found = leftovers(ground, rooms);
    return found.length === 0 && ground;
  };
  try {
    const { sessions } = await eventually('the end of what ended sessions had', clean, CLEAN_WITHIN_SECONDS);
    return sessions.map(({ metadata }) => metadata.uid ?? '');
  } catch (error) {
    expect(found).toEqual([]);
    throw error;
  }
}

interface Listed<T> {
  readonly items: readonly T[];
}

async function groundOf(namespace: string): Promise<Ground> {
  const list = async <T>(what: string, ...more: string[]): Promise<readonly T[]> =>
    (await get<Listed<T>>(what, '--namespace', namespace, ...more)).items;
  const { rooms } = await livekit();
  const [sessions, pools, pods, secrets, open] = await Promise.all([
    list<SeenSession>('voicesessions'),
    list<SeenSession>('voicepools'),
    list<SeenPod>('pods', '-l', 'app.kubernetes.io/managed-by=switchboard'),
    list<SeenPod>('secrets'),
    rooms.listRooms(),
  ]);
  return {
    sessions,
    pods,
    owners: new Set([...sessions, ...pools].map(({ metadata }) => metadata.uid ?? '')),
    secrets: secrets.map(({ metadata }) => metadata.name),
    rooms: new Set(open.map(({ name }) => name)),
  };
}
