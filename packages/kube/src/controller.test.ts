import { FakeClock } from '@switchboard/service';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMaps } from './builtin.ts';
import { Controller, type Result } from './controller.ts';
import { ApiError, NotLeaderError } from './errors.ts';
import type { KubeObject } from './object.ts';
import { Reflector } from './reflector.ts';
import type { Page } from './resource-client.ts';

const thing = (name: string, version = '1'): KubeObject => ({
  metadata: { namespace: 'a', name, uid: name, resourceVersion: version },
});

let clock: FakeClock;
let stop: AbortController;
let seen: string[];
beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  seen = [];
});
afterEach(() => stop.abort());

/** A reflector over what is given, without a server: it lists once and then stays silent. */
function reflectorOver(items: KubeObject[]): Reflector<KubeObject> {
  async function* pages(): AsyncGenerator<Page<KubeObject>> {
    yield { items, resourceVersion: '1', more: false };
  }
  async function* watch({ signal }: { signal: AbortSignal }): AsyncGenerator<never> {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return new Reflector<KubeObject>({ api: { pages, watch, resource: configMaps }, clock });
}

function controller(reconcile: (key: string) => Promise<Result | undefined>, errors: unknown[] = []): Controller {
  return new Controller({
    name: 'test',
    clock,
    backoff: { baseMs: 100, maxMs: 1000, jitter: 0 },
    onError: (error) => errors.push(error),
    reconcile: (key) => {
      seen.push(key);
      return reconcile(key);
    },
  });
}

const content = () => Promise.resolve(undefined);

test('a run begins with every object there is, and follows changes', async () => {
  const reflector = reflectorOver([thing('x'), thing('y')]);
  void reflector.run(stop.signal);
  void controller(content).watches(reflector).run(stop.signal);
  await clock.advance(0);
  expect(seen).toEqual(['a/x', 'a/y']);
  reflector.offer(thing('z', '2'));
  await clock.advance(0);
  expect(seen).toEqual(['a/x', 'a/y', 'a/z']);
});

test('changes map to the keys that they concern, with a priority', async () => {
  const reflector = reflectorOver([thing('x')]);
  void reflector.run(stop.signal);
  void controller(content)
    .watches(reflector, ({ object }) => ['a/low', { key: `a/owner-of-${object.metadata.name}`, priority: 5 }])
    .run(stop.signal);
  await clock.advance(0);
  expect(seen).toEqual(['a/owner-of-x', 'a/low']);
});

describe('after a reconcile', () => {
  async function times(reconcile: () => Promise<Result | undefined>, forMs: number, errors: unknown[] = []) {
    const at: number[] = [];
    const own = controller(() => {
      at.push(clock.monotonic());
      return reconcile();
    }, errors);
    own.enqueue('k');
    void own.run(stop.signal);
    await clock.advance(forMs);
    return at;
  }

  test('that is content, nothing follows', async () => {
    expect(await times(content, 60_000)).toEqual([0]);
  });

  test('that wants to look again, it does, without backoff', async () => {
    expect(await times(async () => ({ requeueAfterMs: 500 }), 1_100)).toEqual([0, 500, 1000]);
  });

  test('that failed, it tries again with backoff, and tells', async () => {
    const errors: unknown[] = [];
    expect(await times(() => Promise.reject(new Error('x')), 1_000, errors)).toEqual([0, 100, 300, 700]);
    expect(errors).toHaveLength(4);
  });

  test('that the server asked to wait, it waits as long', async () => {
    const busy = new ApiError('PATCH x', 429, {}, 2);
    expect(await times(() => Promise.reject(busy), 3_000)).toEqual([0, 2000]);
  });

  test('that was stopped by the lost lease, it does not tell', async () => {
    const errors: unknown[] = [];
    await times(() => Promise.reject(new NotLeaderError()), 50, errors);
    expect(errors).toEqual([]);
  });
});

test('on abort a run ends when what is under way has ended, and a later run begins anew', async () => {
  const reflector = reflectorOver([thing('x')]);
  const always = new AbortController();
  void reflector.run(always.signal);
  const gate = Promise.withResolvers<undefined>();
  const own = controller(() => gate.promise).watches(reflector);
  let ended = false;
  const first = own.run(stop.signal).then(() => {
    ended = true;
  });
  await clock.advance(0);
  stop.abort();
  await clock.advance(0);
  expect(ended).toBe(false);
  gate.resolve(undefined);
  await first;
  const again = new AbortController();
  void own.run(again.signal);
  await clock.advance(0);
  expect(seen).toEqual(['a/x', 'a/x']);
  again.abort();
  always.abort();
});
