import { annotations, labels } from '@switchboard/api';
import { describe, expect, it, vi } from 'vitest';
import { World } from '../cluster/world.ts';
import type { KnownRoom } from '../livekit/rooms.ts';
import { FakeApi } from '../testing/fake-api.ts';
import { aPod, aSession, UID } from '../testing/objects.ts';
import { suspects, sweepPod } from './pods.ts';
import { orphans, ROOM_AGE_MS, sweepRooms } from './rooms.ts';

const NOW = 10_000_000;
const old = (name: string): KnownRoom => ({ name, createdMs: NOW - ROOM_AGE_MS - 1 });

/** A world that has seen what is in the API, and sees no later change. */
async function worldOf(api: FakeApi): Promise<World> {
  const stop = new AbortController();
  const world = new World({ client: api.client(), namespaces: [], staleAfterMs: 1e9, onError: () => {} });
  void world.run(stop.signal);
  await world.synced(stop.signal);
  stop.abort();
  return world;
}

function rooms(names: string[]) {
  const left = new Set(names);
  const remove = vi.fn(async (name: string) => left.delete(name));
  return { left, api: { delete: remove, create: vi.fn(), exists: vi.fn(), list: vi.fn() } };
}

const owned = (claim: string) => ({
  labels: { [labels.managedBy]: 'switchboard', [labels.claim]: claim, [labels.session]: 'call' },
  annotations: { [annotations.sessionUid]: UID, [annotations.room]: 'its-room' },
});

describe('rooms that nobody owns', () => {
  it('are ours to remove only when they are old enough', () => {
    const young = { name: 'young', createdMs: NOW - ROOM_AGE_MS };
    expect(orphans([old('old'), old('owned'), young], new Set(['owned']), NOW)).toEqual(['old']);
  });

  it('go, and those of pods and of sessions stay, whatever the cache shows', async () => {
    const api = new FakeApi();
    const world = await worldOf(api);
    // Made after the cache was filled.
    api.create('pods', aPod({}, { ...owned('warm'), name: 'waits', uid: 'waits' }));
    api.create('voicesessions', aSession({}, { phase: 'Active', room: 'of-a-session' }));
    const { left, api: livekit } = rooms(['its-room', 'of-a-session', 'nobodys']);
    const removed = await sweepRooms([...left].map(old), livekit, world, NOW);
    expect(removed).toBe(1);
    expect([...left]).toEqual(['its-room', 'of-a-session']);
  });

  it('are looked for page by page: all pods of a large installation at once are more than the memory there is', async () => {
    const api = new FakeApi();
    const world = await worldOf(api);
    api.create('pods', aPod({}, { ...owned('warm'), name: 'waits', uid: 'waits' }));
    const list = [vi.spyOn(world.pods.api, 'list'), vi.spyOn(world.sessions.api, 'list')];
    const { left, api: livekit } = rooms(['its-room', 'nobodys']);
    await sweepRooms([...left].map(old), livekit, world, NOW);
    expect([...left]).toEqual(['its-room']);
    for (const all of list) expect(all).not.toHaveBeenCalled();
  });

  it('of a session that has ended go too', async () => {
    const api = new FakeApi();
    api.create('voicesessions', aSession({}, { phase: 'Ended', room: 'over' }));
    const { left, api: livekit } = rooms(['over']);
    await sweepRooms([old('over')], livekit, await worldOf(api), NOW);
    expect([...left]).toEqual([]);
  });
});

describe('pods that nobody owns', () => {
  const swept = async (api: FakeApi, later: () => void = () => {}) => {
    const world = await worldOf(api);
    later();
    const done: boolean[] = [];
    for (const pod of suspects(world, new Set())) done.push(await sweepPod(pod, world, new Set()));
    return done;
  };
  const left = (api: FakeApi) => api.all('pods').map(({ metadata }) => metadata.name);

  it.each(['claimed', 'cold'])('a %s pod whose session is gone is deleted', async (claim) => {
    const api = new FakeApi();
    api.create('pods', aPod({}, owned(claim)));
    expect(await swept(api)).toEqual([true]);
    expect(left(api)).toEqual([]);
  });

  it('one whose session has ended, or was made anew under its name, is deleted', async () => {
    for (const session of [aSession({}, { phase: 'Ended' }), anotherOfThatName()]) {
      const api = new FakeApi();
      api.create('voicesessions', session);
      api.create('pods', aPod({}, owned('claimed')));
      expect(await swept(api)).toEqual([true]);
    }
  });

  it('one whose session lives stays, as does one that waits for its first', async () => {
    const api = new FakeApi();
    api.create('voicesessions', aSession({}, { phase: 'Active' }));
    api.create('pods', aPod({}, owned('claimed')));
    api.create('pods', aPod({}, { ...owned('warm'), name: 'waits', uid: 'waits', annotations: {} }));
    expect(await swept(api)).toEqual([]);
  });

  it('the API server is asked, as the cache may not show the session yet', async () => {
    const api = new FakeApi();
    api.create('pods', aPod({}, owned('claimed')));
    const done = await swept(api, () => api.create('voicesessions', aSession({}, { phase: 'Starting' })));
    expect(done).toEqual([false]);
    expect(left(api)).toHaveLength(1);
  });
});

function anotherOfThatName() {
  const session = aSession({}, { phase: 'Active' });
  return { ...session, metadata: { ...session.metadata, uid: '00000000-0000-4000-8000-0000000000ff' } };
}
