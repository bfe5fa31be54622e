import { describe, expect, test } from 'vitest';
import type { KubeObject } from './object.ts';
import { Store } from './store.ts';

interface Thing extends KubeObject {
  spec?: { color?: string | string[]; big?: string };
}

const thing = (name: string, version: number, uid = `${name}-1`, spec: Thing['spec'] = {}): Thing => ({
  metadata: { namespace: 'a', name, uid, resourceVersion: String(version) },
  spec,
});

const told = (changes: readonly { type: string; object: KubeObject }[]) =>
  changes.map(({ type, object }) => `${type} ${object.metadata.uid}@${object.metadata.resourceVersion}`);

describe('news in order', () => {
  test('an object is added, updated with its former self, deleted', () => {
    const store = new Store<Thing>();
    expect(told(store.upsert(thing('x', 1)))).toEqual(['added x-1@1']);
    const [change] = store.upsert(thing('x', 2));
    expect([change?.type, change?.previous?.metadata.resourceVersion]).toEqual(['updated', '1']);
    expect(told(store.remove(thing('x', 3)))).toEqual(['deleted x-1@3']);
    expect([store.size, store.byUid('x-1'), store.get('a/x')]).toEqual([0, undefined, undefined]);
  });

  test('the same version again is no change', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 1));
    expect(store.upsert(thing('x', 1))).toEqual([]);
  });
});

describe('news out of order', () => {
  test('an older version of an object is ignored', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 10));
    expect(store.upsert(thing('x', 9))).toEqual([]);
    expect(store.get('a/x')?.metadata.resourceVersion).toBe('10');
  });

  test('a late deletion of the former uid does not evict its successor', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 1, 'old'));
    store.upsert(thing('x', 5, 'new'));
    expect(store.remove(thing('x', 4, 'old'))).toEqual([]);
    expect(store.byUid('new')).toBeDefined();
  });

  test('a successor of the same name is told as a deletion and an addition', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 1, 'old'));
    expect(told(store.upsert(thing('x', 5, 'new')))).toEqual(['deleted old@1', 'added new@5']);
    expect([store.byUid('old'), store.size]).toEqual([undefined, 1]);
  });

  test('a late former uid does not replace its successor', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 5, 'new'));
    expect(store.upsert(thing('x', 4, 'old'))).toEqual([]);
  });
});

describe('offers of own writes', () => {
  test('are seen at once, and their event later is no change', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 1));
    expect(told(store.offer(thing('x', 7)))).toEqual(['updated x-1@7']);
    expect(store.upsert(thing('x', 7))).toEqual([]);
  });

  test('a created object is taken when the watch has not come that far', () => {
    const store = new Store<Thing>();
    store.progress('5');
    expect(told(store.offer(thing('x', 6)))).toEqual(['added x-1@6']);
  });

  test('an answer that comes after the deletion was seen brings no ghost back', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 1));
    store.remove(thing('x', 8));
    expect(store.offer(thing('x', 7))).toEqual([]);
    expect(store.size).toBe(0);
  });
});

describe('a list', () => {
  test('removes what it lacks, keeps what was written after it', () => {
    const store = new Store<Thing>();
    store.upsert(thing('gone', 1));
    store.upsert(thing('kept', 2));
    store.offer(thing('later', 12));
    const list = store.replacement('10');
    expect(list.add(thing('kept', 2))).toEqual([]);
    expect(told(list.add(thing('new', 9)))).toEqual(['added new-1@9']);
    expect(told(list.finish('10'))).toEqual(['deleted gone-1@1']);
    expect([...store.list()].map(({ metadata }) => metadata.name).sort()).toEqual(['kept', 'later', 'new']);
  });

  test('older than what was seen is a restored backup, and the truth', () => {
    const store = new Store<Thing>();
    store.upsert(thing('x', 100));
    store.upsert(thing('lost', 101));
    const list = store.replacement('50');
    expect(list.rewound).toBe(true);
    expect(told(list.add(thing('x', 40)))).toEqual(['updated x-1@40']);
    expect(told(list.finish('50'))).toEqual(['deleted lost-1@101']);
    expect(store.version).toBe('50');
  });
});

describe('indexes', () => {
  const colored = (name: string, version: number, color: string | string[]) =>
    thing(name, version, undefined, { color });
  const store = () => new Store<Thing>({ indexes: { color: ({ spec }) => spec?.color } });
  const names = (things: Thing[]) => things.map(({ metadata }) => metadata.name);

  test('follow additions, updates and deletions', () => {
    const s = store();
    s.upsert(colored('x', 1, 'red'));
    s.upsert(colored('y', 2, ['red', 'blue']));
    expect([names(s.byIndex('color', 'red')), s.countByIndex('color', 'blue')]).toEqual([['x', 'y'], 1]);
    s.upsert(colored('x', 3, 'green'));
    s.remove(colored('y', 4, 'red'));
    expect([...s.indexValues('color')]).toEqual(['green']);
    expect(s.byIndex('color', 'red')).toEqual([]);
  });

  test('an unknown name says what to do', () => {
    expect(() => store().byIndex('size', 'x')).toThrow(
      'the store has no index "size"; name it in the reflector\'s indexes',
    );
  });
});

test('managed fields are dropped and the projection is applied, the argument stays as it was', () => {
  const store = new Store<Thing>({ trim: ({ metadata }) => ({ metadata, spec: { color: 'kept' } }) });
  const object = thing('x', 1, 'u', { big: 'y' });
  object.metadata.managedFields = [{}];
  store.upsert(object);
  expect(store.get('a/x')).toEqual({
    metadata: { namespace: 'a', name: 'x', uid: 'u', resourceVersion: '1' },
    spec: { color: 'kept' },
  });
  expect(object.metadata.managedFields).toHaveLength(1);
});
