import type { Bus } from '@switchboard/bus';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import {
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
export function watchHistory(namespace: string): void {
  let bus: Bus | undefined;
  let recorder: HistoryRecorder | undefined;
  beforeAll(async () => {
    bus = await operatorBus();
    recorder = await HistoryRecorder.begin({ kubeconfig, namespace, bus });
  });
  afterEach(() => expect(recorder?.violations()).toEqual([]));
  afterAll(async () => {
    try {
      await nothingLeft(namespace, roomsOf(recorder));
      expect(recorder?.violations()).toEqual([]);
    } finally {
      await recorder?.close();
      await bus?.close();
    }
  });
}

/** Rooms of sessions only: that of a pod that waited in vain is the janitor's, who gives rooms two minutes. */
function roomsOf(recorder: HistoryRecorder | undefined): Set<string> {
  const rooms = new Set<string>();
  for (const entry of recorder?.entries ?? []) {
    if (entry.kind === 'session' && entry.object.status?.room) rooms.add(entry.object.status.room);
  }
  return rooms;
}

async function nothingLeft(namespace: string, rooms: ReadonlySet<string>): Promise<void> {
  let found: Violation[] = [];
  await eventually(
    'everything of the ended sessions to be gone',
    async () => {
      found = leftovers(await groundOf(namespace), rooms);
      return found.length === 0;
    },
    CLEAN_WITHIN_SECONDS,
  ).catch(() => expect(found).toEqual([]));
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
