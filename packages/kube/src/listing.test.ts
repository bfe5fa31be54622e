import { describe, expect, test } from 'vitest';
import { configMaps } from './builtin.ts';
import { ApiError } from './errors.ts';
import { listing } from './listing.ts';
import type { KubeObject } from './object.ts';
import type { WatchOptions } from './requests.ts';
import { Store } from './store.ts';
import type { WatchEvent } from './watch-events.ts';

type Event = WatchEvent<KubeObject>;

const thing = (name: string, version: string): KubeObject => ({
  metadata: { name, namespace: 'n', uid: name, resourceVersion: version },
});
const added = (name: string, version: string): Event => ({ type: 'ADDED', object: thing(name, version) });
const deleted = (name: string, version: string): Event => ({ type: 'DELETED', object: thing(name, version) });
const bookmark = (version: string, end: boolean): Event => ({
  type: 'BOOKMARK',
  object: {
    metadata: {
      name: '',
      resourceVersion: version,
      ...(end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  },
});

/** A server with three pages of one object, and what it says to a stream. */
function serverOf(events: readonly (Event | Error)[]) {
  const calls: string[] = [];
  return {
    calls,
    resource: configMaps,
    async *pages() {
      for (const [at, name] of ['a', 'b', 'c'].entries()) {
        calls.push('page');
        yield { items: [thing(name, '1')], resourceVersion: '10', more: at < 2 };
      }
    },
    async *watch({ resourceVersion, initial }: WatchOptions) {
      calls.push(`${initial ? 'stream' : 'watch'} ${resourceVersion}`);
      for (const event of events) {
        if (event instanceof Error) throw event;
        yield event;
      }
    },
  };
}

/** What a store holds after the listing, and the version that it is of. */
async function held(server: ReturnType<typeof serverOf>, abilities = { streams: true }, store = new Store()) {
  const { signal } = new AbortController();
  let list = store.replacement('');
  for await (const news of listing({ api: server, selection: {}, signal, pageSize: 1 }, abilities)) {
    if (news.type === 'page') {
      if (news.first) list = store.replacement(news.resourceVersion);
      for (const item of news.items) list.add(item);
    } else if (news.type === 'event') store.remove(news.event.object);
    else if (news.type === 'listed') list.finish(news.resourceVersion);
  }
  return { names: [...store.list()].map(({ metadata }) => metadata.name).sort(), version: store.version };
}

describe('a collection of more than one page', () => {
  test('is streamed, from the version of the page', async () => {
    const server = serverOf([
      added('a', '1'),
      bookmark('10', false),
      added('b', '1'),
      added('c', '1'),
      bookmark('12', true),
    ]);
    expect(await held(server)).toEqual({ names: ['a', 'b', 'c'], version: '12' });
    expect(server.calls).toEqual(['page', 'stream 10']);
  });

  test.each([
    ['between the page and the stream', [added('b', '1'), bookmark('12', true)], ['b']],
    ['and with it all others', [bookmark('12', true)], []],
    ['while the stream was told', [added('a', '1'), added('b', '1'), deleted('a', '11'), bookmark('12', true)], ['b']],
  ])('leaves out what was deleted %s', async (_when, events, names) => {
    expect(await held(serverOf(events))).toEqual({ names, version: '12' });
  });

  test('keeps what was written after the version that it is of', async () => {
    const store = new Store();
    store.offer(thing('later', '13'));
    store.offer(thing('before', '11'));
    const { names } = await held(serverOf([added('a', '1'), bookmark('12', true)]), undefined, store);
    expect(names).toEqual(['a', 'later']);
  });

  test('comes in pages where the server refuses to stream, and it is not asked again', async () => {
    const server = serverOf([new ApiError('WATCH things', 422, { reason: 'Invalid' })]);
    const abilities = { streams: true };
    expect(await held(server, abilities)).toEqual({ names: ['a', 'b', 'c'], version: '10' });
    await held(server, abilities);
    expect(server.calls.filter((call) => call !== 'page')).toEqual(['stream 10']);
  });

  test.each([
    ['ends before all was told', [added('a', '1')], /WATCH configmaps.*incomplete/],
    ['fails', [added('a', '1'), new ApiError('WATCH things', 500, { reason: 'InternalError' })], /500/],
  ])('is no collection when the stream %s', async (_how, events, message) => {
    await expect(held(serverOf(events))).rejects.toThrow(message);
  });
});
