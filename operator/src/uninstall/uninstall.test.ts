import { SESSION_FINALIZER } from '@switchboard/api';
import type { KubeObject } from '@switchboard/kube';
import { FakeClock } from '@switchboard/service';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { VoiceSession } from '../cluster/resources.ts';
import { FakeApi } from '../testing/fake-api.ts';
import { aPod, aSession } from '../testing/objects.ts';
import { uninstall } from './index.ts';

const home = 'switchboard-system';
let api: FakeApi;
let clock: FakeClock;
let rooms: string[];
let said: string[];

const program = (name: string) => ({
  name,
  namespace: home,
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'switchboard' },
});

beforeEach(() => {
  api = new FakeApi();
  clock = new FakeClock();
  rooms = ['desk_session_1_a'];
  said = [];
  const config = 'port: 8080\nsessions: {other: 1}\n';
  api.create('configmaps', { metadata: program('switchboard-gateway'), data: { 'config.yaml': config } } as KubeObject);
  api.create('pods', { metadata: program('switchboard-gateway') });
  api.create('pods', { metadata: program('switchboard-test') });
  api.create('deployments', { metadata: program('switchboard-operator'), spec: { replicas: 2 } } as KubeObject);
  api.create('leases', { metadata: program('switchboard-operator') });
  const { resourceVersion: _, ...budget } = aPod().metadata;
  api.create('poddisruptionbudgets', { metadata: { ...budget, name: 'switchboard-live', uid: 'budget' } });
  api.create('pods', aPod(undefined, { name: 'warm', uid: 'warm' }));
});

function begin(): Promise<void> {
  return uninstall({
    client: api.client(),
    scopes: [{}],
    except: ['theirs'],
    home,
    release: 'switchboard',
    lease: 'switchboard-operator',
    rooms: {
      create: async () => undefined,
      exists: async () => true,
      list: async () => rooms.map((name) => ({ name, createdMs: 0 })),
      delete: async (name) => {
        rooms = rooms.filter((room) => room !== name);
        return true;
      },
    },
    clock,
    goodbyeMs: 60_000,
    say: (line) => said.push(line),
  });
}

/** The API in memory answers after turns of the event loop, which the clock alone does not give it. */
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 250) {
    for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(250);
  }
}

const live = (): VoiceSession => {
  const session = aSession({}, { phase: 'Active' });
  return { ...session, metadata: { ...session.metadata, finalizers: [SESSION_FINALIZER] } };
};
const session = () => api.all<VoiceSession>('voicesessions')[0];

/** What the operator does once a session's leave was asked for. */
function operatorEnds(): void {
  const { name, namespace } = live().metadata;
  api.patch('voicesessions', { name, namespace }, { status: { phase: 'Ended' }, metadata: { finalizers: [] } });
}

test('a live session takes its leave before anything is removed', async () => {
  api.create('voicesessions', live());
  const done = begin();
  await pass(5000);
  expect(session()?.spec).toMatchObject({ stop: true, stopMode: 'Goodbye', stopReason: 'Drained' });
  expect(api.all('pods').map(({ metadata }) => metadata.name)).toContain('warm');
  operatorEnds();
  await pass(5000);
  await done;
  for (const kind of ['voicesessions', 'poddisruptionbudgets', 'leases']) expect(api.all(kind)).toEqual([]);
  expect(api.all('pods').map(({ metadata }) => metadata.name)).toEqual(['switchboard-gateway']);
  expect(rooms).toEqual([]);
});

test('the gateway is told to take no more, and keeps the rest of its settings', async () => {
  const done = begin();
  await pass(1000);
  await done;
  const [config] = api.all<KubeObject & { data: Record<string, string> }>('configmaps');
  expect(parse(config?.data['config.yaml'] ?? '')).toEqual({ port: 8080, sessions: { other: 1, accept: false } });
});

test('a session that comes meanwhile is ended as well', async () => {
  api.create('voicesessions', live());
  const done = begin();
  await pass(2000);
  const late = live();
  api.create('voicesessions', { ...late, metadata: { ...late.metadata, name: 'late', uid: 'late' } });
  await pass(1000);
  expect(api.all<VoiceSession>('voicesessions').map(({ spec }) => spec.stop)).toEqual([true, true]);
  await pass(120_000);
  await done;
});

test('without an operator the sessions are let go after the bound, so that no namespace hangs', async () => {
  api.create('voicesessions', live());
  const done = begin();
  await pass(59_000);
  expect(api.all('voicesessions')).toHaveLength(1);
  await pass(120_000);
  await done;
  expect(api.all('voicesessions')).toEqual([]);
  expect(said).toContain('1 had not ended after 60 s; they are cut off');
});

test('the namespaces of another installation are left alone', async () => {
  const theirs = live();
  api.create('voicesessions', { ...theirs, metadata: { ...theirs.metadata, namespace: 'theirs' } });
  const done = begin();
  await pass(10_000);
  await done;
  expect(session()?.spec.stop).toBe(false);
});

test('a cluster on which half of it is gone already is no trouble', async () => {
  api = new FakeApi();
  await begin();
  expect(said.at(-1)).toBe('nothing is left that needs the operator');
});

test('what another controller put on a session stays its own', async () => {
  const held = live();
  api.create('voicesessions', {
    ...held,
    metadata: { ...held.metadata, finalizers: [SESSION_FINALIZER, 'example.com/theirs'] },
  });
  const done = begin();
  await pass(180_000);
  await done;
  expect(session()?.metadata.finalizers).toEqual(['example.com/theirs']);
});
