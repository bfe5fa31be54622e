import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import type { VoiceSession } from '../cluster/resources.ts';
import type { Intercept } from '../testing/fake-api.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool, aSession } from '../testing/objects.ts';

let ground: FakeGround | undefined;
afterEach(() => ground?.close());

const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 8000, interval: 5 });

/** So many warm pods, and as many sessions in the same instant; resolves when all are ready. */
async function rush(many: number, intercept?: Intercept): Promise<FakeGround> {
  const on = new FakeGround();
  ground = on;
  on.api.create('voiceagents', anAgent());
  on.api.create('voicepools', aPool({ min: many, max: many, buffer: 0 }));
  const { staff } = await on.lead(intercept);
  await until(() => staff.deps.warm.total === many);
  on.api.writes.length = 0;
  for (let at = 0; at < many; at++) {
    const { metadata, ...rest } = aSession();
    const uid = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
    const creationTimestamp = new Date().toISOString();
    const finalizers = ['switchboard.dev/session'];
    on.api.create('voicesessions', {
      ...rest,
      metadata: { ...metadata, name: `call-${at}`, uid, creationTimestamp, finalizers },
    });
  }
  await until(() => sessionsOf(on).every(({ status }) => status?.phase === 'Ready'));
  return on;
}

const sessionsOf = (on: FakeGround) => on.api.all<VoiceSession>('voicesessions');

it('a rush for as many warm pods as there are starts nobody cold', async () => {
  const many = 30;
  const on = await rush(many);
  expect(sessionsOf(on).filter(({ status }) => !status?.pod?.warm)).toEqual([]);
  expect(new Set(sessionsOf(on).map(({ status }) => status?.pod?.uid)).size).toBe(many);
  expect(on.api.all('pods').filter(({ metadata }) => metadata.labels?.['switchboard.dev/claim'] === 'cold')).toEqual(
    [],
  );
});

it('a session that has its pod is not made ready behind all those that have none yet', async () => {
  const many = 60;
  let last: Promise<unknown> = Promise.resolve();
  // An API server that does one thing at a time.
  const slow: Intercept = ({ plural, verb }, forward) => {
    if (!['patch', 'replace'].includes(verb) || plural === 'voicepools') return forward();
    const mine = last.then(() => pause(1)).then(forward);
    last = mine.catch(() => {});
    return mine;
  };
  const { api } = await rush(many, slow);
  const told = new Set<string>();
  const firstReady = api.writes.findIndex(({ plural, name }) => {
    if (plural !== 'voicesessions') return false;
    const again = told.has(name);
    told.add(name);
    return again;
  });
  const reservedBefore = api.writes.slice(0, firstReady).filter(({ plural }) => plural === 'pods').length;
  expect(firstReady).toBeGreaterThan(0);
  expect(reservedBefore).toBeLessThan(many / 2);
});

it('a warm pod whose reservation got no answer is not lost', async () => {
  let unanswered = 1;
  const on = await rush(1, ({ plural, verb }, forward) => {
    if (plural === 'pods' && verb === 'patch' && unanswered-- > 0) return Promise.reject(new Error('no answer'));
    return forward();
  });
  expect(unanswered).toBeLessThan(1);
  expect(sessionsOf(on).map(({ status }) => status?.pod?.warm)).toEqual([true]);
});
