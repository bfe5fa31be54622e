import { afterEach, expect, it, vi } from 'vitest';
import type { VoiceSession } from '../cluster/resources.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool, aSession } from '../testing/objects.ts';

const MANY = 30;
let ground: FakeGround | undefined;
afterEach(() => ground?.close());

const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 8000, interval: 5 });

it('a rush for as many warm pods as there are starts nobody cold', async () => {
  const on = new FakeGround();
  ground = on;
  on.api.create('voiceagents', anAgent());
  on.api.create('voicepools', aPool({ min: MANY, max: MANY, buffer: 0 }));
  const { staff } = await on.lead();
  await until(() => staff.deps.warm.total === MANY);
  for (let at = 0; at < MANY; at++) {
    const { metadata, ...rest } = aSession();
    const uid = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
    const creationTimestamp = new Date().toISOString();
    const finalizers = ['switchboard.dev/session'];
    on.api.create('voicesessions', {
      ...rest,
      metadata: { ...metadata, name: `call-${at}`, uid, creationTimestamp, finalizers },
    });
  }
  const sessions = () => on.api.all<VoiceSession>('voicesessions');
  await until(() => sessions().every(({ status }) => status?.phase === 'Ready'));
  expect(sessions().filter(({ status }) => !status?.pod?.warm)).toEqual([]);
  expect(new Set(sessions().map(({ status }) => status?.pod?.uid)).size).toBe(MANY);
  expect(on.api.all('pods').filter(({ metadata }) => metadata.labels?.['switchboard.dev/claim'] === 'cold')).toEqual(
    [],
  );
});
