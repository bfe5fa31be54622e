import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeApi } from '../testing/fake-api.ts';
import { aSession } from '../testing/objects.ts';
import type { VoiceSession } from './resources.ts';
import { World } from './world.ts';

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

const session = (namespace: string): VoiceSession => {
  const { metadata, ...rest } = aSession();
  return { ...rest, metadata: { ...metadata, namespace, uid: `uid-${namespace}` } };
};

async function following(api: FakeApi, namespaces: string[]): Promise<World> {
  const world = new World({ client: api.client(), namespaces, staleAfterMs: 1e9, onError: () => {} });
  void world.run(stop.signal);
  await world.synced(stop.signal);
  return world;
}

const seen = (world: World) => [...world.sessions.list()].map(({ metadata }) => metadata.namespace).sort();

describe.each<[string, string[], string[]]>([
  ['all namespaces', [], ['a', 'b', 'c']],
  ['one namespace', ['b'], ['b']],
  ['several namespaces', ['a', 'c'], ['a', 'c']],
])('a world of %s', (_name, namespaces, expected) => {
  it('shows what was there and what comes, and nothing of others', async () => {
    const api = new FakeApi();
    for (const namespace of ['a', 'b']) api.create('voicesessions', session(namespace));
    const world = await following(api, namespaces);
    api.create('voicesessions', session('c'));
    await vi.waitFor(() => expect(seen(world)).toEqual(expected));
    for (const namespace of ['a', 'b', 'c']) {
      const known = expected.includes(namespace);
      expect(world.sessions.get(`${namespace}/call`) !== undefined).toBe(known);
      expect(world.sessions.byUid(`uid-${namespace}`) !== undefined).toBe(known);
      expect(world.sessions.byIndex('agent', `${namespace}/desk`)).toHaveLength(known ? 1 : 0);
    }
    expect(world.sessions.size).toBe(expected.length);
    expect(world.scopes).toHaveLength(Math.max(1, namespaces.length));
  });
});
